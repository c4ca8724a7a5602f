import { ROUTER_EXAMPLE } from './router-example';
import { ENVOY_FILTER } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

export const routerBuffer = rule({
  code: 'MLM0535',
  name: 'router-buffer',
  severity: 'warning',
  title: 'A gateway keeps bodies whole for a body-based router',
  kinds: [ENVOY_FILTER],
  message: 'the gateway sends the router of {owner} whole bodies ({mode}), and refuses those of more than {longest} bytes with 413',
  why: 'Before it sends a body on as a whole, the gateway has to keep it, and keeps no more than its buffer. A long prompt or a picture in it is refused with 413, whatever '
    + 'the model could take, and small requests show nothing of it.',
  fix: 'set request_body_mode: FULL_DUPLEX_STREAMED and start the router with --streaming',
  cases: ['disagreements/router-large-body'],
  evidence: '200 with a body of 1,000,000 bytes, 413 without a backend with one of 1,100,000',
  bad: altered(ROUTER_EXAMPLE, ['FULL_DUPLEX_STREAMED', 'BUFFERED # <- MLM0535'], ['            - --streaming\n', '']),
  good: ROUTER_EXAMPLE,
  * check(filter, { index }) {
    for (const [i, { patch }] of (filter.spec.configPatches ?? []).entries()) {
      const asked = index.modelRouters.filter(patch?.value?.typed_config ?? {});
      if (asked?.longestBody !== undefined && asked.deadlock === undefined) {
        const [router] = asked.routers;
        yield {
          at: filter.at('spec', 'configPatches', i, 'patch', 'value', 'typed_config', ...asked.bodyModePath),
          data: { owner: router.pods.owner.id, mode: asked.bodyMode, longest: String(asked.longestBody) },
          related: [{ at: router.at('args'), label: 'the router' }],
        };
      }
    }
  },
});
