import { ROUTER_EXAMPLE } from './router-example';
import { ENVOY_FILTER } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';

export const routerMode = rule({
  code: 'MLM0534',
  name: 'router-mode',
  severity: 'error',
  title: 'A gateway sends bodies otherwise than the body-based router waits for them',
  kinds: [ENVOY_FILTER],
  message: 'the router of {owner} is started {how} --streaming, and does not answer a gateway that sends bodies {mode}',
  why: 'A router that streams answers when it has the whole body, and one that does not answers headers and body one by one. With the other mode the gateway waits for '
    + 'an answer that never comes, or gets one that it cannot use: every request with a body fails, or goes by a route without a model, and every status is fine.',
  fix: 'set request_body_mode: FULL_DUPLEX_STREAMED and start the router with --streaming',
  cases: ['disagreements/router-mode', 'disagreements/router-buffered', 'disagreements/router-buffered-open'],
  evidence: '500 without a backend where the gateway streams and the router does not, 504 the other way round; where the filter may fail, the request goes on without a model',
  bad: altered(ROUTER_EXAMPLE, ['FULL_DUPLEX_STREAMED', 'FULL_DUPLEX_STREAMED # <- MLM0534'], ['            - --streaming\n', '']),
  good: ROUTER_EXAMPLE,
  * check(filter, { index }) {
    for (const [i, { patch }] of (filter.spec.configPatches ?? []).entries()) {
      const asked = index.modelRouters.filter(patch?.value?.typed_config ?? {});
      if (asked?.deadlock !== undefined) {
        const [router] = asked.routers;
        yield {
          at: filter.at('spec', 'configPatches', i, 'patch', 'value', 'typed_config', ...asked.bodyModePath),
          data: { owner: router.pods.owner.id, how: router.isStreaming ? 'with' : 'without', mode: asked.bodyMode },
          related: [{ at: router.at('args'), label: 'the router' }],
        };
      }
    }
  },
});
