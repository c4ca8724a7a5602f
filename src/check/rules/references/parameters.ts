import type { GatewaySpec } from '../../../../imports/gateway.networking.k8s.io';
import { willHaveConfigMap } from '../../../manifest/certificates';
import { CONFIG_MAP, GATEWAY } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';
import { nearest } from '../../suggestion';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    gatewayClassName: istio
    infrastructure:
      parametersRef:
        group: ""
        kind: ConfigMap
        name: gateway-options
    listeners:
      - name: http
        port: 80
        protocol: HTTP
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: gateway-options
    namespace: ml-serving
  data:
    service: |
      spec:
        type: ClusterIP
`;

type ParametersRef = NonNullable<NonNullable<GatewaySpec['infrastructure']>['parametersRef']>;

/** What a Gateway becomes, by the keys for changes of it (pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go `supportedOverlays`). */
const KEYS = ['deployment', 'service', 'serviceAccount', 'horizontalPodAutoscaler', 'podDisruptionBudget'];

export const missingParameters = rule({
  code: 'MLM0126',
  name: 'missing-parameters',
  severity: 'error',
  title: 'The parameters of a Gateway are not there',
  kinds: [GATEWAY],
  message: 'ConfigMap {namespace}/{name} is not there',
  why: 'Istio makes nothing of a Gateway whose parameters it does not find (Accepted: False, InvalidParameters): no pods, no Service, and of one that runs already no change any more.',
  fix: 'create the ConfigMap in the namespace of the Gateway, or name one that exists',
  isAbsence: true,
  cases: ['references/gateway-parameters'],
  evidence: 'the Gateway is Accepted: False (InvalidParameters), and nothing is deployed for it',
  bad: altered(GOOD, ['name: gateway-options\n  listeners', 'name: gateway-option # <- MLM0126\n  listeners']),
  good: GOOD,
  * check(gateway, { index }) {
    const name = parametersOf(gateway);
    if (name !== undefined && !willHaveConfigMap(index, gateway.namespace, name)) {
      yield { at: gateway.at('spec', 'infrastructure', 'parametersRef', 'name'), data: { namespace: gateway.namespace, name } };
    }
  },
});

export const unknownParameter = rule({
  code: 'MLM0127',
  name: 'unknown-parameter',
  severity: 'error',
  title: 'The parameters of a Gateway have a key that Istio does not know',
  kinds: [GATEWAY],
  message: 'ConfigMap {namespace}/{name} has the key {key}',
  why: 'One key that istiod does not know, and it makes nothing of the Gateway: no pods, no Service, and of one that runs already no change any more. Only the log of istiod says why.',
  fix: `the keys are ${KEYS.join(', ')}`,
  cases: ['references/gateway-parameters'],
  evidence: 'the Gateway is not Programmed: nothing is deployed for it',
  bad: altered(GOOD, ['name: gateway-options\n  listeners', 'name: gateway-options # <- MLM0127\n  listeners'], ['  service: |', '  Service: |']),
  good: GOOD,
  * check(gateway, { index }) {
    const name = parametersOf(gateway);
    const parameters = name === undefined ? undefined : index.find(CONFIG_MAP, gateway.namespace, name);
    const { data } = (parameters?.manifest ?? {}) as { readonly data?: object | null };
    for (const key of Object.keys(data ?? {}).filter((each) => !KEYS.includes(each))) {
      const meant = nearest(key, KEYS);
      yield {
        at: gateway.at('spec', 'infrastructure', 'parametersRef', 'name'),
        data: { namespace: gateway.namespace, name: name!, key },
        fix: meant && `write ${meant}`,
        related: [{ at: parameters!.at('data', key), label: 'the key' }],
      };
    }
  },
});

export const unknownParameterKind = rule({
  code: 'MLM0130',
  name: 'unknown-parameter-kind',
  severity: 'error',
  title: 'The parameters of a Gateway are no ConfigMap',
  kinds: [GATEWAY],
  message: 'Istio takes no parameters of the kind {kind}{group}',
  why: 'Istio makes nothing of a Gateway whose parameters are of another kind (Accepted: False, InvalidParameters): no pods, no Service, and of one that runs already no change any more.',
  fix: 'write group: "" and kind: ConfigMap, and name a ConfigMap in the namespace of the Gateway',
  cases: ['references/gateway-parameters'],
  evidence: 'the Gateway is Accepted: False (InvalidParameters), and nothing is deployed for it',
  bad: altered(GOOD, ['      group: ""\n      kind: ConfigMap\n', '      group: apps.example.com\n      kind: GatewayOptions # <- MLM0130\n']),
  good: GOOD,
  * check(gateway) {
    const { group = '', kind } = referenceOf(gateway) ?? {};
    if (kind !== undefined && !isConfigMap({ group, kind })) {
      const isOther = kind !== CONFIG_MAP.kind;
      yield {
        at: gateway.at('spec', 'infrastructure', 'parametersRef', isOther ? 'kind' : 'group'),
        data: { kind, group: group === '' ? '' : ` (${group})` },
        fix: isOther ? undefined : 'write group: ""',
      };
    }
  },
});

/** The ConfigMap that the Gateway names, where Istio deploys it. */
function parametersOf(gateway: ManifestObject<GatewaySpec>): string | undefined {
  const reference = referenceOf(gateway);
  return reference !== undefined && isConfigMap(reference) ? reference.name : undefined;
}

/** What the Gateway names as its parameters, where Istio deploys it. */
function referenceOf({ spec: { gatewayClassName, infrastructure } }: ManifestObject<GatewaySpec>): ParametersRef | undefined {
  return gatewayClassName.startsWith('istio') ? infrastructure?.parametersRef : undefined;
}

/** `core` is another group to Istio here (pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go `fetchParameters`). */
function isConfigMap({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return group === '' && kind === CONFIG_MAP.kind;
}
