import { targetRefAt, targetRefs } from '../../../manifest/istio/policies';
import { kindKey } from '../../../manifest/kind';
import type { Kind } from '../../../manifest/kind';
import { AUTHORIZATION_POLICY, BACKEND_TLS_POLICY, GATEWAY_CLASS, REQUEST_AUTHENTICATION, TELEMETRY, TRAFFIC_EXTENSION, WASM_PLUGIN } from '../../../manifest/kinds';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    targetRefs:
      - group: gateway.networking.k8s.io
        kind: Gateway
        name: gateway
    rules:
      - {}
`, EXAMPLE_GATEWAY);

export const missingTarget = rule({
  code: 'MLM0106',
  name: 'missing-target',
  severity: 'error',
  title: 'A policy is for an object that is not there',
  kinds: [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, TELEMETRY, WASM_PLUGIN, TRAFFIC_EXTENSION, BACKEND_TLS_POLICY] as readonly Kind<unknown>[],
  message: '{kind} {namespace}/{name} is not there',
  why: 'The policy is accepted and holds nowhere: what it should close stays open. Targets are looked for in the namespace of the policy.',
  fix: 'name one that exists, and put the policy into its namespace',
  sameAs: ['KIA0107'],
  isAbsence: true,
  cases: ['references/missing-target'],
  evidence: 'a caller whom the policy does not name gets 200; WaypointAccepted: False (TargetNotFound)',
  bad: altered(GOOD, ['      name: gateway\n  rules', '      name: gatewy # <- MLM0106\n  rules']),
  good: GOOD,
  * check(policy, { index }) {
    for (const [i, { group = '', kind, name }] of targetRefs(policy).entries()) {
      const namespace = kind === GATEWAY_CLASS.kind ? '' : policy.namespace;
      // Istio brings its own classes.
      const isBuiltIn = kind === GATEWAY_CLASS.kind && name.startsWith('istio');
      if (!isBuiltIn && !index.exists({ key: kindKey(group === 'core' ? '' : group, kind) }, namespace, name)) {
        yield { at: targetRefAt(policy, i).at('name'), data: { kind, namespace, name } };
      }
    }
  },
});
