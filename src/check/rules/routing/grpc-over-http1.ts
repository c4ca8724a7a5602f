import { altered, rule, yaml } from '../../rule';
import type { HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { GRPC_ROUTE, HTTP_ROUTE, SERVICE } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { protocolOf } from '../../../manifest/protocols';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: GRPCRoute
  metadata:
    name: triton
    namespace: ml-serving
  spec:
    rules:
      - backendRefs:
          - name: triton
            port: 8001
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: triton
    namespace: ml-serving
  spec:
    ports:
      - name: grpc
        port: 8001
`;

/** `/inference.GRPCInferenceService/ModelInfer` */
const METHOD_PATH = /^\/(?:[A-Za-z_]\w*\.)+[A-Z]\w*(?:\/\w*)?$/;

export const grpcOverHttp1 = rule({
  code: 'MLM0207',
  name: 'grpc-over-http1',
  severity: 'error',
  title: 'A route for gRPC leads to a port that is declared as something else',
  kinds: [GRPC_ROUTE, HTTP_ROUTE as typeof GRPC_ROUTE],
  message: 'port {port} of {service} is declared as {declared}, and gRPC needs HTTP/2',
  why: 'Istio goes by appProtocol and the name of the port: it sends HTTP/1.1, which a gRPC server does not speak, or bytes. Every call fails, and every status is fine.',
  fix: 'set appProtocol: kubernetes.io/h2c, or a name that begins with grpc- or http2-',
  cases: ['protocols/grpc-without-h2c'],
  evidence: 'every call ends with UNAVAILABLE (14)',
  bad: altered(GOOD, ['port: 8001\n---', 'port: 8001 # <- MLM0207\n---'], ['- name: grpc', '- name: http']),
  good: GOOD,
  * check(route, { index }) {
    for (const ref of backendRefs(route).filter((each) => each.group === '' && each.kind === 'Service' && isForGrpc(route, each.rule))) {
      const port = index.find(SERVICE, ref.namespace, ref.name)?.spec.ports?.find((each) => each.port === ref.port);
      const declared = port && protocolOf(port);
      if (port !== undefined && declared !== 'http2' && declared !== 'unknown') {
        yield { at: ref.at.at('port'), data: { port: port.port, service: ref.name, declared: port.appProtocol ?? port.name ?? '' } };
      }
    }
  },
});

function isForGrpc(route: ManifestObject, rule: number): boolean {
  if (!route.is(HTTP_ROUTE)) {
    return route.is(GRPC_ROUTE);
  }
  const { matches = [] } = (route.spec as HttpRouteSpec).rules![rule];
  return matches.some(({ path }) => path?.type !== 'RegularExpression' && METHOD_PATH.test(path?.value ?? ''));
}
