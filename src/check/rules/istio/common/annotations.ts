import type { AuthorizationPolicySpec } from '../../../../../imports/security.istio.io';
import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { yaml } from '../../../rule';
import { found, refused } from '../verdict';

const DRY_RUN = 'istio.io/dry-run';
const FORBIDDEN = ['internal.istio.io/parents', 'internal.istio.io/parent-namespace', 'internal.istio.io/webhook-always-reject'];

/** What Go's `strconv.ParseBool` reads. */
const BOOLEANS = ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'];

export const ISTIO_KINDS: readonly Kind[] = [
  kinds.VIRTUAL_SERVICE, kinds.DESTINATION_RULE, kinds.SERVICE_ENTRY, kinds.ISTIO_GATEWAY, kinds.SIDECAR, kinds.ENVOY_FILTER, kinds.PROXY_CONFIG,
  kinds.WORKLOAD_ENTRY, kinds.WORKLOAD_GROUP, kinds.AUTHORIZATION_POLICY, kinds.PEER_AUTHENTICATION, kinds.REQUEST_AUTHENTICATION, kinds.TELEMETRY,
  kinds.WASM_PLUGIN, kinds.TRAFFIC_EXTENSION,
];

export const forbiddenAnnotation = refused({
  code: 'MLM0901',
  name: 'forbidden-annotation',
  title: 'An annotation is not for this object',
  kinds: ISTIO_KINDS,
  why: 'The annotation istio.io/dry-run is known to AuthorizationPolicies that allow or deny only; the annotations of internal.istio.io are istiod\'s own. The webhook refuses the object.',
  fix: 'delete the annotation, or write it on an AuthorizationPolicy with ALLOW or DENY',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata:
      name: default
      namespace: ml-serving
      annotations:
        istio.io/dry-run: "true" # <- MLM0901
    spec:
      mtls:
        mode: STRICT
  `,
  good: yaml`
    apiVersion: security.istio.io/v1
    kind: AuthorizationPolicy
    metadata:
      name: nobody
      namespace: ml-serving
      annotations:
        istio.io/dry-run: "true"
    spec: {}
  `,
  * check(object) {
    const { annotations } = object;
    for (const name of FORBIDDEN.filter((forbidden) => annotations[forbidden] !== undefined)) {
      yield found(object.at('metadata', 'annotations', name).key(), `the annotation ${name} is istiod's own`);
    }
    const problem = annotations[DRY_RUN] === undefined ? undefined : dryRunProblem(object, annotations[DRY_RUN]);
    if (problem !== undefined) {
      yield found(object.at('metadata', 'annotations', DRY_RUN), problem);
    }
  },
});

function dryRunProblem(object: ManifestObject, value: string): string | undefined {
  if (!object.is<AuthorizationPolicySpec>(kinds.AUTHORIZATION_POLICY)) {
    return `${DRY_RUN} has no meaning on ${object.kind}`;
  }
  const { action = 'ALLOW' } = object.spec;
  if (!['ALLOW', 'DENY'].includes(action)) {
    return `${DRY_RUN} has no meaning for ${action}`;
  }
  return BOOLEANS.includes(value) ? undefined : `${DRY_RUN} has to be true or false, not ${value}`;
}
