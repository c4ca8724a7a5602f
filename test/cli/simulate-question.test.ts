import { run } from './run';
import { httpGateway, serviceOf } from '../serving-objects';

const MANIFESTS = `${httpGateway('ml')}${serviceOf('model', 'ml', 'name: http2, port: 80, appProtocol: kubernetes.io/h2c')}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: chat, namespace: ml }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [ml.example.com]
  rules:
    - matches: [{ method: POST }]
      timeouts: { request: 2s }
      backendRefs: [{ name: model, port: 80 }]
`;

const URL = 'http://ml.example.com/inference.Models/Predict';

async function ask(...words: readonly string[]) {
  const { code, out, err } = await run(['simulate', 'a.yaml', ...words, '--json'], { 'a.yaml': MANIFESTS });
  return { code, err, outcomes: out === '' ? [] : JSON.parse(out) };
}

test.each([
  ['nothing to say', [], { status: 404 }],
  ['who says something posts it', ['--body', '{"model": "llama"}'], { status: 200, tries: 1 }],
  ['a call of gRPC is posted, too', ['--protocol', 'grpc'], { status: 200, grpc: 0 }],
  ['a backend that fails', ['--protocol', 'http2', '--body', 'a', '--backends', '{"ml/model": {"status": 500}}'], { status: 500, tries: 1 }],
  ['one that refuses once', ['--body', 'a', '--backends', '{"ml/model": {"refuse": true, "times": 1}}'], { status: 200, tries: 2 }],
  ['one that takes longer than the route lets it', ['--body', 'a', '--backends', '{"ml/model": {"delay": "3s"}}'], { status: 504, tries: 1 }],
  ['one that is down', ['--body', 'a', '--backends', '{"ml/model": {"down": "crashed"}}'], { status: 503, tries: 0 }],
])('%s', async (_, words, outcome) => {
  expect((await ask(URL, ...words)).outcomes).toMatchObject([outcome]);
});

test.each([
  [['--protocol', 'http3'], "error: option '--protocol <protocol>' argument 'http3' is invalid. Allowed choices are http1, http2, grpc."],
  [['--backends', 'down'], 'backends must be JSON, by the name of the workload: {"ml-serving/inference-v1": {"status": 503, "times": 1}}, got \'down\''],
  [['--backends', '{"model": 503}'], 'backends must be JSON, by the name of the workload: {"ml-serving/inference-v1": {"status": 503, "times": 1}}, got \'{"model": 503}\''],
  [['--backends', '{"model": {"reset": true}}'], "no workload is called 'model': give namespace/name: there is ml/model"],
  [['--backends', '{"model": {"stauts": 503}}'], "the backend model has no 'stauts', did you mean status?: it has status, times, delay, reset, refuse, down"],
  [['--backends', '{"model": {"status": 100}}'], 'status of the backend model must be a status of HTTP, 200 to 599, or of gRPC, 0 to 16, got 100'],
  [['--backends', '{"model": {"delay": 2}}'], 'delay of the backend model must be a duration, for example 2s, got 2'],
  [['--backends', '{"model": {"down": true}}'], 'down of the backend model must be crashed or unready, got true'],
])('what nobody means is refused: %j', async (words, message) => {
  const { code, err } = await ask(URL, ...words);
  expect({ code, err: err.trim() }).toEqual({ code: 2, err: message });
});
