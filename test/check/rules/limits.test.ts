import { findingsOf as allFindingsOf, type TestOptions } from '../findings-of';

/** Without what may exist elsewhere, and without rules that lead nowhere: they are short. */
function findingsOf(text: string, options?: TestOptions): string[] {
  return allFindingsOf(text, options).filter((finding) => !finding.includes(' info ') && !finding.startsWith('MLM0213'));
}

/** A route with one rule. */
function httpRoute(rule: object): string {
  return JSON.stringify({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'r', namespace: 'ml' }, spec: { rules: [rule] } });
}

function virtualService(http: object): string {
  return JSON.stringify({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'r', namespace: 'ml' },
    spec: { hosts: ['m'], http: [{ route: [{ destination: { host: 'm' } }], ...http }] },
  });
}

function destinationRule(spec: object): string {
  return JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: 'r', namespace: 'ml' }, spec: { host: 'm', ...spec } });
}

const EXPERIMENTAL = { channel: 'experimental' } as const;

test('a limit for one try that is as long as the request changes nothing', () => {
  expect(findingsOf(httpRoute({ timeouts: { request: '30s', backendRequest: '30s' } }))).toEqual([]);
});

test('a limit for one try alone is that of the request, and the finding says that there was none', () => {
  expect(findingsOf(httpRoute({ timeouts: { backendRequest: '30s' } }))).toEqual([
    'MLM0301 warning HTTPRoute ml/r spec.rules[0].timeouts.backendRequest: '
    + 'backendRequest without retry is the limit of the whole request, request (no limit) is not',
  ]);
});

test('tries fit if their sum is the limit, and do not if it is more', () => {
  const tries = (perTryTimeout: string) => findingsOf(virtualService({ timeout: '30s', retries: { attempts: 2, perTryTimeout } }));

  expect(tries('10s')).toEqual([]);
  expect(tries('10001ms')).toEqual([
    'MLM0303 warning VirtualService ml/r spec.http[0].retries.perTryTimeout: '
    + '3 tries of 10001ms take 30003ms, and the request may take 30s: the last ones are cut short or never made',
  ]);
});

test.each([
  ['no limit', { retries: { attempts: 2, perTryTimeout: '10s' } }],
  ['no retries', { timeout: '5s', retries: { attempts: 0 } }],
])('there is no sum with %s', (_, http) => {
  expect(findingsOf(virtualService(http))).toEqual([]);
});

test('a limit of 0 is none', () => {
  expect(findingsOf(httpRoute({ timeouts: { request: '0s', backendRequest: '5s' }, retry: { attempts: 1 } }), EXPERIMENTAL)).toEqual([]);
});

test('the tries of an HTTPRoute are counted in the same way', () => {
  expect(findingsOf(httpRoute({ timeouts: { request: '9s', backendRequest: '5s' }, retry: { attempts: 1 } }), EXPERIMENTAL)).toEqual([
    'MLM0302 warning HTTPRoute ml/r spec.rules[0].timeouts.backendRequest: '
    + '2 tries of 5s take 10s, and the request may take 9s: the last ones are cut short or never made',
  ]);
});

test.each(['5xx', 'gateway-error', 'reset', 'retriable-4xx', 'connect-failure, 503'])('%s may pay for a prompt twice', (retryOn) => {
  const [finding] = findingsOf(virtualService({ match: [{ uri: { exact: '/v1/messages' } }], retries: { attempts: 1, retryOn } }));

  expect(finding).toMatch(/^MLM0305 warning VirtualService ml\/r spec\.http\[0]\.retries\.retryOn: a request to \/v1\/messages/);
});

test.each([
  ['what never reached the server', { uri: { exact: '/v1/completions' } }, { attempts: 1, retryOn: 'reset-before-request,refused-stream' }],
  ['no retries', { uri: { exact: '/v1/completions' } }, { attempts: 0 }],
  ['a path that costs nothing', { uri: { exact: '/v1/models' } }, { attempts: 1, retryOn: '5xx' }],
  ['a path that only starts alike', { uri: { exact: '/v1/completionsX' } }, { attempts: 1, retryOn: '5xx' }],
  ['any path', { uri: { regex: '.*' } }, { attempts: 1, retryOn: '5xx' }],
])('%s is not paid for twice', (_, match, retries) => {
  expect(findingsOf(virtualService({ match: [match], retries }))).toEqual([]);
});

test('an HTTPRoute that retries without codes repeats only what is safe', () => {
  expect(findingsOf(httpRoute({ matches: [{ path: { value: '/v1/embeddings' } }], retry: { attempts: 2 } }), EXPERIMENTAL)).toEqual([]);
});

test('a redirect for the rest of a path needs no limit', () => {
  const manifest = JSON.parse(httpRoute({}));
  manifest.spec.rules = [
    { matches: [{ path: { value: '/a' }, headers: [{ name: 'x', value: '1' }] }], timeouts: { request: '3s' } },
    { matches: [{ path: { value: '/a' } }], filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 302 } }] },
    { matches: [{ path: { value: '/b' } }], backendRefs: [] },
  ];

  expect(findingsOf(JSON.stringify(manifest))).toEqual([]);
});

test('a breaker is looked at wherever it stands', () => {
  const outlierDetection = { maxEjectionPercent: 100 };

  expect(findingsOf(destinationRule({
    trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, outlierDetection }] },
    subsets: [{ name: 'v1', trafficPolicy: { outlierDetection } }],
  })).map((finding) => finding.split(': ')[0])).toEqual([
    'MLM0307 warning DestinationRule ml/r spec.trafficPolicy.portLevelSettings[0].outlierDetection.maxEjectionPercent',
    'MLM0307 warning DestinationRule ml/r spec.subsets[0].trafficPolicy.outlierDetection.maxEjectionPercent',
  ]);
});

test('a health threshold keeps a Service whole', () => {
  expect(findingsOf(destinationRule({ trafficPolicy: { outlierDetection: { maxEjectionPercent: 100, minHealthPercent: 50 } } }))).toEqual([]);
});
