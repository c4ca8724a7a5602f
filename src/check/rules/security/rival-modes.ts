import { isDeepStrictEqual } from 'util';
import type { PeerAuthenticationSpec } from '../../../../imports/security.istio.io';
import { selectorOf } from '../../../manifest/istio/policies';
import { PEER_AUTHENTICATION } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Labels } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, STRICT_MTLS } from '../object-examples';

type PeerAuthentication = ManifestObject<PeerAuthenticationSpec>;

const GOOD = together(STRICT_MTLS, yaml`
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    mtls:
      mode: PERMISSIVE
`, EXAMPLE_POD);

export const rivalModes = rule({
  code: 'MLM0432',
  name: 'rival-modes',
  severity: 'error',
  title: 'Two PeerAuthentications for the same pods contradict each other',
  kinds: [PEER_AUTHENTICATION],
  message: '{other} is for {pods}, too, and says something else: the younger of the two has no effect',
  why: 'Of the policies for a whole namespace, and of those with a selector that fits, the oldest counts, and of equal age the first by name. What the other one says, STRICT even, is '
    + 'left out without a word.',
  fix: 'put both into one, or give one of them a selector of its own pods',
  cases: ['identity/oldest-policy'],
  evidence: 'plaintext is answered with 200, which the second policy would refuse',
  bad: altered(
    GOOD,
    ['name: default', 'name: default # <- MLM0432'],
    ['name: model\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels:\n      app: model\n', 'name: model # <- MLM0432\n  namespace: ml-serving\nspec:\n'],
  ),
  good: GOOD,
  * check(policy, { index }) {
    for (const other of index.objects.in(PEER_AUTHENTICATION, policy.namespace)) {
      const pods = other === policy || saysTheSame(policy, other) ? undefined : commonPods(policy, other, index);
      if (pods !== undefined) {
        yield { at: policy.at('metadata', 'name'), data: { other: other.id, pods }, related: [{ at: other.at('metadata', 'name'), label: 'is for the same pods' }] };
        return;
      }
    }
  },
});

function saysTheSame({ spec: a }: PeerAuthentication, { spec: b }: PeerAuthentication): boolean {
  return isDeepStrictEqual([a.mtls, a.portLevelMtls], [b.mtls, b.portLevelMtls]);
}

/** What both are for, in words. One for all pods gives way to one for some. */
function commonPods(a: PeerAuthentication, b: PeerAuthentication, index: ManifestIndex): string | undefined {
  const [own, others] = [selectorOf(a) ?? {}, selectorOf(b) ?? {}];
  if (isEmpty(own) || isEmpty(others)) {
    return isEmpty(own) && isEmpty(others) ? 'every pod of the namespace' : undefined;
  }
  const selected = index.pods.matching(b.namespace, others);
  return index.pods.matching(a.namespace, own).find((pods) => selected.includes(pods))?.owner.id;
}

function isEmpty(labels: Labels): boolean {
  return Object.keys(labels).length === 0;
}
