import { Testing } from 'cdk8s';
import { DataPlane } from '../../../src/core/versions/data-plane';
import { ExtAuthzProvider } from '../../../src/install/ext-authz-provider';
import { MeshInstall } from '../../../src/install/mesh-install';
import type { MeshGatewayOptions } from '../../../src/mesh/gateway/gateway-options';
import { MeshGateway } from '../../../src/mesh/gateway/mesh-gateway';
import type { MlServingMeshProps } from '../../../src/mesh/ml-serving-mesh';
import { AuthorizationMode } from '../../../src/security/modes';
import { PLANES, Platform } from '../../routing/platform';

const withGateway = (options: MeshGatewayOptions, props: Partial<MlServingMeshProps> = {}) =>
  new Platform({ ...props, gateway: MeshGateway.create(options) });
const callers = (platform: Platform, namespace = 'ml') => platform.find('AuthorizationPolicy', 'gateway-callers', namespace);
const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }];
const jwtIssuers = [{ issuer: 'https://issuer.example.com' }, { issuer: 'https://other.example.com/' }];

test.each(PLANES)('in %s mode deny by default comes with an ALLOW of everybody at the gateway', (dataPlane) => {
  expect(callers(withGateway({}, { dataPlane })).spec).toEqual({ targetRefs, action: 'ALLOW', rules: [{}] });
});

test('where nothing is denied, nothing has to be allowed', () => {
  expect(callers(withGateway({}, { authorization: AuthorizationMode.ALLOW_BY_DEFAULT }))).toBeUndefined();
  expect(callers(withGateway({ namespace: 'edge' }), 'edge')).toBeUndefined();
});

describe('tokens', () => {
  test.each([
    ['deny by default', {}, 'ml'],
    ['allow by default', { authorization: AuthorizationMode.ALLOW_BY_DEFAULT }, 'ml'],
    ['a namespace outside of the mesh', {}, 'edge'],
  ])('are asked for with %s', (_, props, namespace) => {
    const platform = withGateway({ namespace, jwtIssuers }, props);
    expect(platform.find('RequestAuthentication', 'gateway', namespace).spec).toEqual({
      targetRefs, jwtRules: [{ issuer: 'https://issuer.example.com' }, { issuer: 'https://other.example.com/' }],
    });
    expect(callers(platform, namespace).spec).toEqual({
      targetRefs,
      action: 'ALLOW',
      rules: [{ from: [{ source: { requestPrincipals: ['https://issuer.example.com/*', 'https://other.example.com//*'] } }] }],
    });
  });

  test('are asked for in a dry run too', () => {
    const platform = withGateway({ jwtIssuers }, { dataPlane: DataPlane.SIDECAR, authorization: AuthorizationMode.DRY_RUN });
    expect(callers(platform).metadata).not.toHaveProperty('annotations');
    expect(callers(withGateway({}, { dataPlane: DataPlane.SIDECAR, authorization: AuthorizationMode.DRY_RUN })).metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
  });

  test('are not asked for on public paths', () => {
    expect(callers(withGateway({ jwtIssuers: jwtIssuers.slice(0, 1), publicPaths: ['/healthz', '/docs/*'] })).spec.rules).toEqual([
      { from: [{ source: { requestPrincipals: ['https://issuer.example.com/*'] } }] },
      { to: [{ operation: { paths: ['/healthz', '/docs/*'] } }] },
    ]);
  });

  test('public paths are paths, and need tokens', () => {
    expect(() => withGateway({ publicPaths: ['/x'] })).toThrow('[app/mesh] gateway.publicPaths has no effect where no token is asked for, got ["/x"]: give jwtIssuers, or leave it out');
    expect(() => withGateway({ jwtIssuers, publicPaths: ['/x', 'y'] })).toThrow(/^\[app\/mesh\] gateway\.publicPaths\[1\] must be a path of an authorization policy.*got 'y'/);
  });

  test('issuers are checked in their place', () => {
    expect(() => withGateway({ jwtIssuers: [jwtIssuers[0], { issuer: '' }] })).toThrow(/^\[app\/mesh\] gateway\.jwtIssuers\[1\]\.issuer must not be empty/);
  });
});

describe('external authorization', () => {
  const install = (service = 'quota.ml.svc.cluster.local', dataPlane = DataPlane.AMBIENT) =>
    new MeshInstall({ dataPlane, extAuthz: [ExtAuthzProvider.grpc({ name: 'quota', service, port: 9000 })] });
  const externalAuthorization = { provider: 'quota' };

  test('asks a provider on every path, or on some', () => {
    const spec = (paths?: string[]) => withGateway({ externalAuthorization: { provider: 'quota', paths } }).find('AuthorizationPolicy', 'gateway-external').spec;
    expect(spec()).toEqual({ targetRefs, action: 'CUSTOM', provider: { name: 'quota' }, rules: [{}] });
    expect(spec(['/v1/*']).rules).toEqual([{ to: [{ operation: { paths: ['/v1/*'] } }] }]);
  });

  test('is never a dry run', () => {
    const platform = withGateway({ externalAuthorization }, { dataPlane: DataPlane.SIDECAR, authorization: AuthorizationMode.DRY_RUN });
    expect(platform.find('AuthorizationPolicy', 'gateway-external').metadata).not.toHaveProperty('annotations');
  });

  test('names a provider of the installation', () => {
    expect(() => withGateway({ externalAuthorization: { provider: 'other' } }, { install: install() })).toThrow(
      "[app/mesh] gateway.externalAuthorization.provider must be a provider of the mesh config (install names: quota), got 'other': add it to extAuthzProviders of MeshInstall");
    expect(() => withGateway({ externalAuthorization }, { install: new MeshInstall() })).toThrow(/\(install names: none\), got 'quota'/);
    expect(() => withGateway({ externalAuthorization: { provider: '' } })).toThrow(/gateway\.externalAuthorization\.provider must be a provider of the mesh config, got ''/);
  });

  test('names paths', () => {
    expect(() => withGateway({ externalAuthorization: { provider: 'quota', paths: [] } }))
      .toThrow('[app/mesh] gateway.externalAuthorization.paths must not be empty, got []: name the paths it is asked for, or leave the prop out for all');
    expect(() => withGateway({ externalAuthorization: { provider: 'quota', paths: ['x'] } })).toThrow(/gateway\.externalAuthorization\.paths\[0\] must be a path of an authorization policy/);
  });

  const LOCKED = /\[app\/mesh\/gateway\/policies\] externalAuthorization asks quota at .*, whose namespace denies by default, and it does not admit the gateway: declare the server with mesh\.addWorkload or workloadFromAttributes and call allowFrom\(mesh\.gateway\) on it/;

  test.each(['quota.ml.svc.cluster.local', 'ml/quota.ml.svc.cluster.local'])('the server at %s must admit the gateway', (service) => {
    const platform = withGateway({ externalAuthorization }, { install: install(service) });
    expect(() => Testing.synth(platform.chart)).toThrow(LOCKED);
    const server = platform.mesh.addWorkload('quota', { port: 9000 });
    expect(() => Testing.synth(platform.chart)).toThrow(LOCKED);
    server.allowFrom(platform.mesh.gateway!);
    expect(() => Testing.synth(platform.chart)).not.toThrow();
  });

  test('a server that nobody guards needs no edge', () => {
    const open = [
      withGateway({ externalAuthorization }, { install: install('quota.elsewhere.svc.cluster.local') }),
      withGateway({ externalAuthorization }, { install: install(), authorization: AuthorizationMode.ALLOW_BY_DEFAULT }),
      withGateway({ externalAuthorization }),
    ];
    open.forEach(({ chart }) => expect(() => Testing.synth(chart)).not.toThrow());
  });

  test('another account or namespace than the gateway\'s does not do', () => {
    const platform = withGateway({ externalAuthorization }, { install: install('quota.ml.svc.cluster.local', DataPlane.SIDECAR) });
    const server = platform.mesh.addWorkload('quota', { port: 9000 });
    server.allowFrom(platform.mesh.addWorkload('other'));
    expect(() => Testing.synth(platform.chart)).toThrow(LOCKED);
    server.allowFrom({ callerIdentity: { namespace: 'ml' } });
    expect(() => Testing.synth(platform.chart)).not.toThrow();
  });
});
