import { IstioVersion } from '../../../src/core/versions/istio-version';
import { readSources } from '../../../src/manifest/read';
import { Source } from '../../../src/manifest/source';
import type { Expectation } from '../../../src/simulate/properties/expectation';
import type { RequestFilter } from '../../../src/simulate/properties/filter';
import { PropertyJudge } from '../../../src/simulate/properties/judge';
import { reportOf } from '../../../src/simulate/properties/report';

export const NEVER_V2: Expectation = { kind: 'never-reaches', backend: 'ml/v2' };
export const FROM_OUTSIDE: RequestFilter = { from: ['outside'] };
export const FROM_INSIDE: RequestFilter = { from: ['inside'] };

/** A Gateway, two versions of a model, and an object more or two. */
export function worldOf(...more: string[]): string {
  return [GATEWAY, service('v1'), service('v2'), ...more].join('---\n');
}

export function judgeOf(yaml: string): PropertyJudge {
  return new PropertyJudge(readSources([new Source('a.yaml', yaml)]).objects, IstioVersion.DEFAULT);
}

/** What is told, without what was not looked at. */
export function told(yaml: string, filter: RequestFilter, expectation: Expectation): string {
  return reportOf(judgeOf(yaml).judge(filter, expectation)).replace(/\n {2}not looked at:.*/s, '');
}

export const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gateway, namespace: ml }
spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }] }
`;

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ml }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`;
}

/** A route to v1 for everything, and to v2 for what `match` says. */
export function route(match: string, rest = ''): string {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: model, namespace: ml }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: [ml.example.com]
  rules:
    - matches: [${match}]
      backendRefs: [{ name: v2, port: 80 }]
${rest}    - backendRefs: [{ name: v1, port: 80 }]
`;
}

export function policy(name: string, spec: string): string {
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ml }
spec: ${spec}
`;
}
