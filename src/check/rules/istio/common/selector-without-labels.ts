import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import { yaml } from '../../../rule';
import { STRICT_MTLS } from '../../object-examples';
import { found, warned } from '../verdict';

interface Selecting {
  readonly selector?: { readonly matchLabels?: object };
  readonly workloadSelector?: { readonly matchLabels?: object; readonly labels?: object };
}

const SELECTING = [
  kinds.AUTHORIZATION_POLICY, kinds.REQUEST_AUTHENTICATION, kinds.PEER_AUTHENTICATION, kinds.TELEMETRY, kinds.PROXY_CONFIG, kinds.WASM_PLUGIN,
  kinds.TRAFFIC_EXTENSION, kinds.DESTINATION_RULE, kinds.SIDECAR, kinds.SERVICE_ENTRY, kinds.ENVOY_FILTER,
] as readonly Kind<Selecting>[];

export const selectorWithoutLabels = warned<Selecting>({
  code: 'MLM0903',
  name: 'selector-without-labels',
  title: 'A selector names no label',
  kinds: SELECTING,
  why: 'A selector without labels selects everything in the namespace, like none at all; who writes one usually means some pods. The webhook warns of it.',
  fix: 'name the labels, or leave the selector out',
  bad: yaml`
    apiVersion: security.istio.io/v1
    kind: PeerAuthentication
    metadata:
      name: default
      namespace: ml-serving
    spec:
      selector: {} # <- MLM0903
      mtls:
        mode: STRICT
  `,
  good: STRICT_MTLS,
  * check(object) {
    for (const field of ['selector', 'workloadSelector'] as const) {
      const selector: Selecting['workloadSelector'] = object.spec[field];
      if (selector !== undefined && isEmpty(selector.matchLabels) && isEmpty(selector.labels)) {
        yield found(object.at('spec', field), 'the selector names no label: it selects every workload of the namespace');
      }
    }
  },
});

function isEmpty(labels: object = {}): boolean {
  return Object.keys(labels).length === 0;
}
