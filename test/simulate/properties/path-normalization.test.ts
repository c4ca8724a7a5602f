import { FROM_OUTSIDE, judgeOf, NEVER_V2, policy, route, worldOf } from './asked';

const mesh = (mode: string) => `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh, namespace: istio-system }
spec: { meshConfig: { pathNormalization: { normalization: ${mode} } } }
`;
const exactly = (path: string, mode: string) => judgeOf(worldOf(route(`{ path: { type: Exact, value: '${path}' } }`), mesh(mode))).judge(FROM_OUTSIDE, NEVER_V2);

test.each([
  ['/x/../admin', ['NONE']],
  ['//admin', ['NONE', 'BASE']],
  ['/admin%2Fkeys', ['NONE', 'BASE', 'MERGE_SLASHES']],
  ['/admin', ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES']],
])('a request matches %s where the mesh leaves such paths as they are', (path, modes) => {
  const broken = ['NONE', 'BASE', 'MERGE_SLASHES', 'DECODE_AND_MERGE_SLASHES'].filter((mode) => exactly(path, mode).verdict === 'broken');

  expect(broken).toEqual(modes);
});

test('without normalization a denied path has a way around it', () => {
  const denied = (mode: string) => judgeOf(worldOf(
    route('{ path: { value: /x/../admin } }'),
    policy('admin', "{ action: DENY, targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: gateway }], rules: [{ to: [{ operation: { paths: ['/admin*'] } }] }] }"),
    mesh(mode),
  )).judge(FROM_OUTSIDE, NEVER_V2);

  expect(denied('NONE')).toMatchObject({ verdict: 'broken', counterexample: { request: { url: { path: '/x/../admin' } } } });
  expect(denied('BASE').verdict).toBe('holds');
});
