import { ROLLOUT_EXAMPLE } from './rollout-example';
import { backendsOf } from './weighed-pods';
import { GRPC_ROUTE, HTTP_ROUTE } from '../../../manifest/kinds';
import { type PodSet, ROLLOUT } from '../../../manifest/pods';
import { altered, rule } from '../../rule';

export const versionsSharePods = rule({
  code: 'MLM0803',
  name: 'versions-share-pods',
  severity: 'warning',
  title: 'Two versions of a route select the same pods',
  kinds: [HTTP_ROUTE as typeof GRPC_ROUTE, GRPC_ROUTE],
  message: '{one} and {other} both select {owner}',
  why: 'A share is then divided once more over the pods: what should stay with the stable version reaches the new one too, at weight 0 as well, and a comparison of the '
    + 'two compares nothing.',
  fix: 'select by a label that only one of them has, such as version',
  cases: ['rollout/versions-share-pods'],
  evidence: 'with a weight of 0 the new version answers half of the requests',
  bad: altered(ROLLOUT_EXAMPLE, ['- name: model-v1\n', '- name: model-v1 # <- MLM0803\n'], ['  selector:\n    app: model\n    version: v1\n', '  selector:\n    app: model\n']),
  good: ROLLOUT_EXAMPLE,
  * check(route, { index }) {
    const backends = backendsOf(route, index);
    for (const [i, one] of backends.entries()) {
      const shared = backends.filter(({ backend, ref }, j) => j !== i && ref.rule === one.ref.rule && backend !== one.backend)
        .map((other) => ({ other, pods: one.pods.find((pods) => other.pods.includes(pods) && !isRollout(pods)) }))
        // The wider selector is the one to change; of equal ones the first.
        .find(({ other, pods }) => pods !== undefined && (size(one) < size(other) || (size(one) === size(other) && i < backends.indexOf(other))));
      if (shared !== undefined) {
        yield {
          at: one.ref.at.at('name'),
          data: { one: one.ref.name, other: shared.other.ref.name, owner: shared.pods!.owner.id },
          related: [{ at: one.backend.at('spec', 'selector'), label: 'its selector' }],
        };
      }
    }
  },
});

/** Its controller adds the hash of a version to the selectors of the Services that it names. */
function isRollout({ owner }: PodSet): boolean {
  return owner.is(ROLLOUT);
}

function size({ selector }: { readonly selector: object }): number {
  return Object.keys(selector).length;
}
