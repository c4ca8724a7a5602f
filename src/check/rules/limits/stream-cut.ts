import type { HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { parseDuration } from '../../../manifest/duration';
import { HTTP_ROUTE, VIRTUAL_SERVICE } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

/** Paths whose answers are generated token by token (OpenAI's and Anthropic's APIs). */
const STREAMED = ['/v1/chat/completions', '/v1/completions', '/v1/responses', '/v1/messages'];

/** About 2,000 tokens at 66 a second, a usual speed of a model of 70 billion parameters. */
const LEAST_MILLIS = 30_000;

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: chat
    namespace: ml-serving
  spec:
    rules:
      - matches:
          - path:
              value: /v1/chat/completions
        timeouts:
          request: 120s
        backendRefs:
          - name: llm-server
            port: 8000
`;

export const streamCut = rule({
  code: 'MLM0309',
  name: 'stream-cut',
  severity: 'warning',
  title: 'A time limit ends answers of a language model in the middle',
  kinds: [HTTP_ROUTE as typeof VIRTUAL_SERVICE, VIRTUAL_SERVICE],
  message: 'an answer on {path} is cut off after {limit}',
  why: 'The limit counts until the last byte. A stream has begun with 200 by then, so that the client sees an answer that breaks off, and the server goes on or has '
    + 'worked for nothing.',
  fix: 'allow what the longest answer takes: its tokens divided by tokens a second, and the time to the first one',
  cases: ['limits/stream-cut'],
  evidence: 'a stream that began with 200 breaks off at the limit',
  bad: altered(GOOD, ['120s', '15s # <- MLM0309']),
  good: GOOD,
  * check(route) {
    for (const { paths, limit, at } of limitsOf(route)) {
      const path = paths.find((each) => each !== undefined && STREAMED.includes(each));
      const millis = parseDuration(limit) ?? 0;
      if (path !== undefined && millis > 0 && millis < LEAST_MILLIS) {
        yield { at, data: { path, limit: limit! } };
      }
    }
  },
});

interface Limit {
  readonly paths: readonly (string | undefined)[];
  readonly limit?: string;
  readonly at: Location;
}

function limitsOf(route: ManifestObject): Limit[] {
  return route.is(HTTP_ROUTE)
    ? ((route.spec as HttpRouteSpec).rules ?? []).map(({ matches = [], timeouts }, i) => (
      { paths: matches.map(({ path }) => path?.value), limit: timeouts?.request, at: route.at('spec', 'rules', i, 'timeouts', 'request') }))
    : ((route.spec as VirtualServiceSpec).http ?? []).map(({ match = [], timeout }, i) => (
      { paths: match.map(({ uri }) => uri?.exact ?? uri?.prefix), limit: timeout, at: route.at('spec', 'http', i, 'timeout') }));
}
