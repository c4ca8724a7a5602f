import { foreignPool, Platform } from './platform';
import { HeaderMatch } from '../../src/core/match/header-match';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { Backend } from '../../src/routing/backend';
import type { LlmRouteProps } from '../../src/routing/llm-route';
import { LlmRoute } from '../../src/routing/llm-route';
import { LlmTarget } from '../../src/routing/llm-target';

function chat(props: Partial<LlmRouteProps>, platform = new Platform()): Platform {
  new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, chatCompletions: {}, ...props });
  return platform;
}

/** Path, headers and backends of each rule. */
function outline(rules: any[]): string[] {
  return rules.map(({ matches: [{ path, headers = [] }], backendRefs }) => [
    path.value,
    ...headers.map(({ type, name, value }: any) => `${name}${type === 'Exact' ? '=' : '~'}${value}`),
    '→',
    ...backendRefs.map(({ name, weight }: any) => (weight === undefined ? name : `${name}:${weight}`)),
  ].join(' '));
}

test('one route leads to many pools: models first, then publishers, tenants, and what is left', () => {
  const platform = chat({
    models: {},
    targets: [
      LlmTarget.tenant('/team-a', foreignPool('team-a')),
      LlmTarget.publisher('mistralai', foreignPool('mistral')),
      LlmTarget.model('mistralai/Mixtral-8x7B', foreignPool('mixtral')),
      LlmTarget.model('llama', foreignPool('llama')),
    ],
    backend: foreignPool('rest'),
  });
  expect(outline(platform.rules('chat'))).toEqual([
    '/v1/chat/completions X-Gateway-Model-Name=mistralai/Mixtral-8x7B → mixtral',
    '/v1/chat/completions X-Gateway-Model-Name=llama → llama',
    '/v1/chat/completions X-Gateway-Model-Name~mistralai/.+ → mistral',
    '/team-a/v1/chat/completions → team-a',
    '/v1/chat/completions → rest',
    '/team-a/v1/models → team-a',
    '/v1/models → rest',
  ]);
  expect(platform.rules('chat').some((rule: any) => 'name' in rule)).toBe(false);
  expect(platform.find('ReferenceGrant', 'httproute-from-ml', 'llm').spec.to.map(({ name }: any) => name).sort())
    .toEqual(['llama', 'mistral', 'mixtral', 'rest', 'team-a']);
});

test('the header of the model may be another one, and a publisher may have any characters', () => {
  const platform = chat({ modelNameHeader: 'x-model', targets: [LlmTarget.publisher('publishers/a.b/models', foreignPool('a'))] });
  expect(outline(platform.rules('chat'))).toEqual(['/v1/chat/completions x-model~publishers/a\\.b/models/.+ → a']);
});

test('more models than an HTTPRoute has rules take several, with what is left in one of them', () => {
  const targets = Array.from({ length: 20 }, (_, i) => LlmTarget.model(`m${i}`, foreignPool(`pool-${i}`)));
  const platform = chat({ targets, backend: foreignPool('rest') });
  expect(platform.rules('chat')).toHaveLength(16);
  expect(outline(platform.rules('chat-2')).at(-1)).toBe('/v1/chat/completions → rest');
  // A ReferenceGrant has room for 16 as well.
  expect(platform.all('ReferenceGrant').map(({ metadata, spec }) => [metadata.name, spec.to.length]))
    .toEqual([['httproute-from-ml', 16], ['httproute-from-ml-2', 5]]);
});

test('a caller asks for the fallback by a header, of every target', () => {
  const platform = chat({
    targets: [LlmTarget.model('llama', foreignPool('llama'))],
    backend: foreignPool('rest'),
    fallback: { backend: foreignPool('spare') },
  });
  expect(outline(platform.rules('chat'))).toEqual([
    '/v1/chat/completions X-Gateway-Model-Name=llama x-llm-fallback=true → spare',
    '/v1/chat/completions X-Gateway-Model-Name=llama → llama',
    '/v1/chat/completions x-llm-fallback=true → spare',
    '/v1/chat/completions → rest',
  ]);
});

test('a share of 100 leaves nothing to the backend, and one between is a weight', () => {
  const fallback = { backend: foreignPool('spare'), header: HeaderMatch.present('x-retry') };
  expect(outline(chat({ backend: foreignPool('llama'), fallback: { ...fallback, share: 100 } }).rules('chat')))
    .toEqual(['/v1/chat/completions x-retry~.* → spare', '/v1/chat/completions → spare']);
  const mended = new Platform({ istioVersion: IstioVersion.of('1.31.2') });
  expect(outline(chat({ backend: foreignPool('llama'), fallback: { ...fallback, share: 20 } }, mended).rules('chat')))
    .toEqual(['/v1/chat/completions x-retry~.* → spare', '/v1/chat/completions → llama:80 spare:20']);
  expect(() => chat({ backend: foreignPool('llama'), fallback: { ...fallback, share: 20 } }))
    .toThrow('[app/chat] fallback.share cannot be had: more than one InferencePool in a rule, each asking its own endpoint picker needs Istio 1.29.9');
});

test('Services divide requests by weight on any version', () => {
  const platform = new Platform();
  const service = (name: string) => Backend.workload(platform.predictor(name));
  chat({ backend: service('a'), fallback: { backend: service('b'), share: 1 } }, platform);
  expect(outline(platform.rules('chat')).at(-1)).toBe('/v1/chat/completions → a:99 b:1');
});

test.each<[string, Partial<LlmRouteProps>]>([
  ['[app/chat] backend is needed: the route leads nowhere: give backend, or targets', {}],
  ['[app/chat] targets must not be empty, got []: name a target', { targets: [] }],
  ["[app/chat] modelNameHeader has no effect: no target compares the model, got 'x-model'", { backend: foreignPool('a'), modelNameHeader: 'x-model' }],
  ['[app/chat] modelHeader compares a model for the whole route, and targets compare one each: leave it out', {
    targets: [LlmTarget.model('a', foreignPool('a'))], modelHeader: HeaderMatch.exact('x', 'y'),
  }],
  ['[app/chat] models can reach no backend: a request for the list of models names none', { models: {}, targets: [LlmTarget.model('a', foreignPool('a'))] }],
  ["[app/chat] targets[0].model must not be empty, got ''", { targets: [LlmTarget.model('', foreignPool('a'))] }],
  ["[app/chat] targets[0].publisher must be what stands in front of the slash, got 'mistralai/': write 'mistralai' for", {
    targets: [LlmTarget.publisher('mistralai/', foreignPool('a'))],
  }],
  ['[app/chat] targets[0].pathPrefix differs from that of the route, /x: leave pathPrefix of the route out', {
    pathPrefix: '/x', targets: [LlmTarget.tenant('/team-a', foreignPool('a'))],
  }],
  ["[app/chat] targets[0].pathPrefix must be more than /, which says nothing, got '/'", { targets: [LlmTarget.tenant('/', foreignPool('a'))] }],
  ["[app/chat] fallback.backend is the InferencePool 'a', for which it is to stand in: name another one", {
    backend: foreignPool('a'), fallback: { backend: foreignPool('a') },
  }],
  ["[app/chat] fallback.header is the one by which the model is told, got 'x-gateway-model-name': use a header of its own", {
    targets: [LlmTarget.model('a', foreignPool('a'))], fallback: { backend: foreignPool('b'), header: HeaderMatch.exact('x-gateway-model-name', 'x') },
  }],
  ['[app/chat] fallback.share must be', { backend: foreignPool('a'), fallback: { backend: foreignPool('b'), share: 101 } }],
])('refuses what cannot be: %s', (message, props) => {
  expect(() => chat(props)).toThrow(message);
});

test('callers in the mesh are told that only the gateway reaches a pool', () => {
  const platform = new Platform();
  const route = new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, chatCompletions: {}, backend: foreignPool('llama') });
  expect(() => route.allowFrom(platform.predictor('caller')))
    .toThrow('allows a caller in the mesh, and the route has no address there: callers in the mesh use the Service of the gateway, which asks for no permission: '
      + "nothing else reaches the InferencePool 'llama'");
});

test('two targets for one model are told apart by nothing', () => {
  expect(() => chat({ targets: [LlmTarget.model('a', foreignPool('a')), LlmTarget.model('a', foreignPool('b'))] })).toThrow(/claims .*which .* claims too/);
});
