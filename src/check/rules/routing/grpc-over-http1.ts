import { backendRefs } from '../../../manifest/gateway-api/backend-refs';
import { GRPC_ROUTE, HTTP_ROUTE, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { protocolOf } from '../../../manifest/protocols';
import { altered, type Hit, type ObjectRule, rule, yaml } from '../../rule';

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

const GOOD_PATH = altered(GOOD, ['kind: GRPCRoute', 'kind: HTTPRoute'], [
  '    - backendRefs:',
  '    - matches:\n        - path:\n            type: Exact\n            value: /inference.GRPCInferenceService/ModelInfer\n      backendRefs:',
]);

/** `/inference.GRPCInferenceService/ModelInfer` */
const METHOD_PATH = /^\/(?:[A-Za-z_]\w*\.)+[A-Z]\w*(?:\/\w*)?$/;

const FACTS = {
  message: 'port {port} of {service} is declared as {declared}, and gRPC needs HTTP/2',
  why: 'Istio goes by appProtocol and the name of the port: it sends HTTP/1.1, which a gRPC server does not speak, or bytes. Every call fails, and every status is fine.',
  fix: 'set appProtocol: kubernetes.io/h2c, or a name that begins with grpc- or http2-',
  evidence: 'the server receives HTTP/1.1, and the call ends without a status',
} as const satisfies Partial<ObjectRule>;

export const grpcOverHttp1 = rule({
  ...FACTS,
  code: 'MLM0207',
  name: 'grpc-over-http1',
  severity: 'error',
  title: 'A GRPCRoute leads to a port that is declared as something else',
  kinds: [GRPC_ROUTE],
  cases: ['protocols/grpc-without-h2c'],
  bad: altered(GOOD, ['port: 8001\n---', 'port: 8001 # <- MLM0207\n---'], ['- name: grpc', '- name: http']),
  good: GOOD,
  check: (route, { index }) => otherPorts(route, index, () => true),
});

export const grpcPathOverHttp1 = rule({
  ...FACTS,
  code: 'MLM0211',
  name: 'grpc-path-over-http1',
  severity: 'warning',
  title: 'A rule for the path of a gRPC method leads to a port that is declared as something else',
  kinds: [HTTP_ROUTE],
  cases: ['protocols/grpc-path-without-h2c'],
  bad: altered(GOOD_PATH, ['port: 8001\n---', 'port: 8001 # <- MLM0211\n---'], ['- name: grpc', '- name: http']),
  good: GOOD_PATH,
  check: (route, { index }) => otherPorts(route, index, (i) => (route.spec.rules![i].matches ?? []).some(({ path }) => (
    path?.type !== 'RegularExpression' && METHOD_PATH.test(path?.value ?? '')))),
});

function* otherPorts(route: ManifestObject, index: ManifestIndex, isForGrpc: (rule: number) => boolean): Iterable<Hit> {
  for (const ref of backendRefs(route).filter((each) => each.group === '' && each.kind === 'Service' && isForGrpc(each.rule))) {
    const port = index.find(SERVICE, ref.namespace, ref.name)?.spec.ports?.find((each) => each.port === ref.port);
    const declared = port && protocolOf(port);
    if (port !== undefined && declared !== 'http2' && declared !== 'unknown') {
      yield { at: ref.at.at('port'), data: { port: port.port, service: ref.name, declared: port.appProtocol ?? port.name ?? '' } };
    }
  }
}
