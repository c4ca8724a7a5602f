import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { found, refused } from '../verdict';

interface TargetRef {
  readonly group?: string;
  readonly kind?: string;
}

interface Targeting {
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

const TARGETING: readonly Kind<Targeting>[] = [
  kinds.AUTHORIZATION_POLICY, kinds.REQUEST_AUTHENTICATION, kinds.TELEMETRY, kinds.WASM_PLUGIN, kinds.TRAFFIC_EXTENSION,
] as readonly Kind<Targeting>[];

const ALLOWED = ['core/Service', 'networking.istio.io/ServiceEntry', 'gateway.networking.k8s.io/Gateway', 'gateway.networking.k8s.io/GatewayClass'];

export const policyTarget = refused<Targeting>({
  code: 'MLM0902',
  name: 'policy-target',
  title: 'A policy targets a kind that Istio attaches nothing to',
  kinds: TARGETING,
  why: 'Istio attaches policies to Services, ServiceEntries, Gateways and GatewayClasses. The webhook refuses any other target.',
  fix: 'target a Service (group ""), a ServiceEntry (networking.istio.io), a Gateway or a GatewayClass (gateway.networking.k8s.io)',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: model
      namespace: ml-serving
    spec:
      targetRefs:
        - group: gateway.networking.k8s.io
          kind: HTTPRoute # <- MLM0902
          name: model
  `,
  good: yaml`
    apiVersion: security.istio.io/v1
    kind: RequestAuthentication
    metadata:
      name: model
      namespace: ml-serving
    spec:
      targetRefs:
        - group: ""
          kind: Service
          name: model
      jwtRules:
        - issuer: https://issuer.example.com
          jwksUri: https://issuer.example.com/keys
  `,
  * check(policy) {
    const { targetRef, targetRefs = [] } = policy.spec;
    const targets = [
      ...(targetRef === undefined ? [] : [{ at: policy.at('spec', 'targetRef'), target: targetRef }]),
      ...targetRefs.map((target, index) => ({ at: policy.at('spec', 'targetRefs', index), target })),
    ];
    for (const { at, target: { group, kind } } of targets) {
      if (!ALLOWED.includes(`${group || 'core'}/${kind}`)) {
        yield found(at.at('kind'), `no policy can be attached to ${kind}${group ? ` of ${group}` : ''}`);
      }
    }
  },
});
