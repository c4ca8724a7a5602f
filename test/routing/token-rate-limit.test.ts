import { Duration } from 'cdk8s';
import { Platform } from './platform';
import { Backend } from '../../src/routing/backend';
import type { LlmRouteProps } from '../../src/routing/llm-route';
import { LlmRoute } from '../../src/routing/llm-route';
import { LlmTarget } from '../../src/routing/llm-target';
import { TokenCounter } from '../../src/routing/token-counter';

function chat(props: Partial<LlmRouteProps>, platform = new Platform()): Platform {
  new LlmRoute(platform.chart, 'chat', {
    mesh: platform.mesh, chatCompletions: {}, backend: Backend.workload(platform.predictor('llama')), ...props,
  });
  return platform;
}

const day = Duration.days(1);

test('limits become a policy for the route, each by itself', () => {
  const platform = chat({
    tokenRateLimits: [
      { tokens: 1_000_000, window: Duration.hours(1) },
      {
        tokens: 50_000,
        window: day,
        counters: [TokenCounter.user(), TokenCounter.model(), TokenCounter.header('X-Team'), TokenCounter.expression('auth.identity.plan')],
        models: ['llama', 'acme/"m"'],
        predicates: ['auth.identity.plan == "free"'],
      },
    ],
  });
  expect(platform.find('TokenRateLimitPolicy', 'chat').spec).toEqual({
    targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'chat' },
    limits: {
      'limit-1': { rates: [{ limit: 1_000_000, window: '1h' }] },
      'limit-2': {
        rates: [{ limit: 50_000, window: '24h' }],
        counters: [
          { expression: 'auth.identity.userid' }, { expression: 'requestBodyJSON("/model")' }, { expression: "request.headers['x-team']" },
          { expression: 'auth.identity.plan' },
        ],
        when: [{ predicate: 'requestBodyJSON("/model") in ["llama", "acme/\\"m\\""]' }, { predicate: 'auth.identity.plan == "free"' }],
      },
    },
  });
});

test('without limits there is no policy', () => {
  expect(chat({}).all('TokenRateLimitPolicy')).toEqual([]);
});

const limit = { tokens: 1, window: day };

test.each<[string, Partial<LlmRouteProps>]>([
  ['[app/chat] tokenRateLimits must not be empty, got []: name a limit', { tokenRateLimits: [] }],
  ['[app/chat] tokenRateLimits[0].tokens must be', { tokenRateLimits: [{ ...limit, tokens: 0 }] }],
  ['[app/chat] tokenRateLimits[0].window must be', { tokenRateLimits: [{ ...limit, window: Duration.seconds(0) }] }],
  ['[app/chat] tokenRateLimits[0].models must not be empty, got []', { tokenRateLimits: [{ ...limit, models: [] }] }],
  ["[app/chat] tokenRateLimits[0].predicates[0] must not be empty, got ''", { tokenRateLimits: [{ ...limit, predicates: [''] }] }],
  ["[app/chat] tokenRateLimits[0].counters[0] must not be empty, got ''", { tokenRateLimits: [{ ...limit, counters: [TokenCounter.expression('')] }] }],
  ['[app/chat] tokenRateLimits[0].counters[0] must be a header name', { tokenRateLimits: [{ ...limit, counters: [TokenCounter.header('a b')] }] }],
  ["[app/chat] tokenRateLimits[0].counters[0] must have no ', which ends a text in CEL", { tokenRateLimits: [{ ...limit, counters: [TokenCounter.header("a'")] }] }],
])('refuses what cannot be: %s', (message, props) => {
  expect(() => chat(props)).toThrow(message);
});

test('a route at no gateway is refused, where nobody would count', () => {
  expect(() => chat({ tokenRateLimits: [limit], service: 'llm' }, Platform.closed()))
    .toThrow('[app/chat] tokenRateLimits is enforced at a gateway, and the route is not at one: give a gateway to the mesh');
});

test('a route of several HTTPRoutes, each of which would count by itself, is refused', () => {
  const platform = new Platform();
  const backend = Backend.workload(platform.predictor('qwen'));
  const targets = Array.from({ length: 20 }, (_, i) => LlmTarget.model(`m${i}`, backend));
  expect(() => chat({ targets, tokenRateLimits: [limit] }, platform))
    .toThrow('tokenRateLimits would be counted for each HTTPRoute by itself, and the route takes 2 of them (chat, chat-2): name fewer APIs and targets');
});
