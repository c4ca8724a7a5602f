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
    const rival = rivalOf(policy, index);
    if (rival !== undefined) {
      const { other, pods } = rival;
      yield { at: policy.at('metadata', 'name'), data: { other: other.id, pods }, related: [{ at: other.at('metadata', 'name'), label: 'is for the same pods' }] };
    }
  },
});

/** One that says something else, and what both are for, in words. One for all pods gives way to one for some. */
function rivalOf(policy: PeerAuthentication, index: ManifestIndex): { readonly other: PeerAuthentication; readonly pods: string } | undefined {
  const own = selectorOf(policy) ?? {};
  const find = (policies: readonly PeerAuthentication[]) => policies.find((other) => other !== policy && other.namespace === policy.namespace
    && isEmpty(selectorOf(other) ?? {}) === isEmpty(own) && !saysTheSame(policy, other));
  if (isEmpty(own)) {
    const other = find(index.objects.in(PEER_AUTHENTICATION, policy.namespace));
    return other && { other, pods: 'every pod of the namespace' };
  }
  for (const pods of index.pods.matching(policy.namespace, own)) {
    const other = find(index.policies.on(pods, PEER_AUTHENTICATION));
    if (other !== undefined) {
      return { other, pods: pods.owner.id };
    }
  }
  return undefined;
}

function saysTheSame({ spec: a }: PeerAuthentication, { spec: b }: PeerAuthentication): boolean {
  return isDeepStrictEqual([a.mtls, a.portLevelMtls], [b.mtls, b.portLevelMtls]);
}

function isEmpty(labels: Labels): boolean {
  return Object.keys(labels).length === 0;
}
