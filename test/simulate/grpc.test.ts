import { ask } from './ask';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `
${httpGateway('models')}${serviceOf('triton', 'models', 'name: http, port: 80 APP_PROTOCOL')}apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: route, namespace: models }
spec:
  parentRefs: [{ name: gateway }]
  rules: [{ backendRefs: [{ name: triton, port: 80 }] }]
`;

function statusOf(appProtocol: string, status?: number): number | undefined {
  const asked = { url: 'http://models.example.com/inference.Models/Predict', method: 'POST', protocol: 'grpc' } as const;
  const [{ grpc }] = ask(MANIFESTS.replace('APP_PROTOCOL', appProtocol), asked, { behaviors: status === undefined ? {} : { triton: { status } } });
  return grpc;
}

test('a call that succeeds over HTTP/1.1 loses its status, which comes behind the body', () => {
  expect(statusOf('')).toBeUndefined();
  expect(statusOf(', appProtocol: kubernetes.io/h2c')).toBe(0);
});

test('a call that fails without a body says so in its headers, which stay', () => {
  expect(statusOf('', 14)).toBe(14);
});
