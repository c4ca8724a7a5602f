import type { VirtualServiceMatch, VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import { conflicts } from '../../../../manifest/istio/delegate-matches';
import { isExportedTo } from '../../../../manifest/istio/exports';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, together, yaml } from '../../../rule';
import { EXAMPLE_POD, EXAMPLE_SERVICE } from '../../object-examples';

type VirtualService = ManifestObject<VirtualServiceSpec>;

const GOOD = together(yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts:
      - model
    http:
      - match:
          - uri:
              prefix: /v1/
        delegate:
          name: chat
          namespace: ml-chat
      - route:
          - destination:
              host: model
  ---
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: chat
    namespace: ml-chat
  spec:
    exportTo:
      - ml-serving
    http:
      - match:
          - uri:
              prefix: /v1/chat/
        directResponse:
          status: 200
`, EXAMPLE_SERVICE, EXAMPLE_POD);

/** What both rules say of the consequence. */
const WHY = 'Istio drops a rule whose delegate does not fit, and says so in its log only: requests that were meant for it fall on the rules that follow, or get 404.';

interface Delegation {
  readonly at: Location;
  readonly http: NonNullable<VirtualServiceSpec['http']>[number];
  readonly namespace: string;
  readonly name: string;
}

export const missingDelegate = rule({
  code: 'MLM0981',
  name: 'missing-delegate',
  severity: 'error',
  title: 'A VirtualService delegates to one that does not exist',
  kinds: [VIRTUAL_SERVICE],
  message: 'there is no VirtualService {namespace}/{name}',
  why: WHY,
  fix: 'name an existing VirtualService without hosts, with its namespace where that is another one',
  isAbsence: true,
  cases: ['virtual-services/unfit-delegates'],
  evidence: 'requests fall on the rule that follows',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['name: chat\n        namespace', 'name: chats # <- MLM0981\n        namespace']),
  good: GOOD,
  * check(service, { index }) {
    for (const { at, namespace, name } of delegationsOf(service)) {
      if (!index.exists(VIRTUAL_SERVICE, namespace, name)) {
        yield { at: at.at('name'), data: { namespace, name } };
      }
    }
  },
});

export const unfitDelegate = rule({
  code: 'MLM0983',
  name: 'unfit-delegate',
  severity: 'error',
  title: 'A VirtualService delegates to one that cannot be its delegate',
  kinds: [VIRTUAL_SERVICE],
  message: '{namespace}/{name} {problem}',
  why: `${WHY} A delegate has no hosts, is exported to the namespace of its root, and its matches are no wider than those of the root.`,
  fix: 'remove hosts and gateways of the delegate, name the namespace of the root in its exportTo, and begin its prefixes with those of the root',
  cases: ['virtual-services/unfit-delegates'],
  evidence: 'requests fall on the rule that follows',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['delegate:', 'delegate: # <- MLM0983'], ['    - ml-serving\n', '    - .\n']),
  good: GOOD,
  * check(service, { index }) {
    for (const { at, http, namespace, name } of delegationsOf(service)) {
      const delegate = index.find(VIRTUAL_SERVICE, namespace, name);
      const problem = delegate && problemOf(delegate, http.match ?? [], service, index);
      if (problem !== undefined) {
        yield { at, data: { namespace, name, problem }, related: [{ at: delegate!.at('spec'), label: 'the delegate' }] };
      }
    }
  },
});

function delegationsOf(service: VirtualService): Delegation[] {
  return (service.spec.http ?? []).flatMap((http, i) => (http.delegate?.name === undefined ? [] : [{
    at: service.at('spec', 'http', i, 'delegate'), http, name: http.delegate.name, namespace: http.delegate.namespace || service.namespace,
  }]));
}

function problemOf(
  delegate: VirtualService,
  roots: readonly VirtualServiceMatch[],
  { namespace }: VirtualService,
  { meshConfig }: ManifestIndex,
): string | undefined {
  const { hosts = [], http = [] } = delegate.spec;
  if (hosts.length > 0) {
    return 'has hosts of its own, so that it is no delegate';
  }
  if (!isExportedTo(delegate, namespace, meshConfig.usualExports('VirtualService'))) {
    return `is not exported to ${namespace}`;
  }
  const isDropped = ({ match = [] }: Delegation['http']) => roots.length > 0 && match.some((leaf) => roots.every((root) => isContradiction(root, leaf)));
  return http.length > 0 && http.every(isDropped) ? 'has matches only that contradict those of this rule' : undefined;
}

/** Gateways are left out: their names mean what they mean in the namespace of each. */
function isContradiction(root: VirtualServiceMatch, leaf: VirtualServiceMatch): boolean {
  return conflicts({ ...root, gateways: undefined }, { ...leaf, gateways: undefined });
}
