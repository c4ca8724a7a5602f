import { App, Chart, Testing } from 'cdk8s';
import { Site } from '../../src/core/site';
import { DataPlane } from '../../src/core/versions/data-plane';
import { GatewayApi } from '../../src/core/versions/gateway-api';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { AccessLog } from '../../src/install/access-log';
import { MeshInstall } from '../../src/install/mesh-install';
import { TracingProvider } from '../../src/install/tracing-provider';
import { contextOf } from '../../src/mesh/context';
import { MlServingMesh } from '../../src/mesh/ml-serving-mesh';
import { AuthorizationMode, MtlsMode } from '../../src/security/modes';
import { MeshTelemetry } from '../../src/telemetry/mesh-telemetry';
import { SpanTag } from '../../src/telemetry/span-tag';
import { PLANES, Platform } from '../routing/platform';

test('nothing said is the newest release, the standard channel, ambient', () => {
  const { mesh } = Platform.closed();
  expect([mesh.namespace, mesh.dataPlane, `${mesh.istioVersion}`, `${mesh.gatewayApi}`, mesh.gateway])
    .toEqual(['ml', 'ambient', '1.31.1', '1.6 (standard channel)', undefined]);
});

test('what is installed is what the mesh is for', () => {
  const install = new MeshInstall({ dataPlane: DataPlane.SIDECAR, istioVersion: IstioVersion.of('1.30.6'), revision: 'r130' });
  const platform = Platform.closed({ install });
  expect([platform.mesh.dataPlane, `${platform.mesh.istioVersion}`]).toEqual(['sidecar', '1.30.6']);
  expect(platform.all('Namespace')[0].metadata.labels).toEqual({ 'istio.io/rev': 'r130' });
});

test('mesh and install must be for the same', () => {
  const install = new MeshInstall({ revision: 'r131' });
  expect(() => Platform.closed({ install, dataPlane: DataPlane.SIDECAR }))
    .toThrow('[app/mesh] install installs the ambient data plane, and the mesh is for sidecar: give both the same dataPlane');
  expect(() => Platform.closed({ install, istioVersion: IstioVersion.of('1.30.6') }))
    .toThrow('[app/mesh] install installs Istio 1.31.1, and the mesh is for 1.30.6: give both the same istioVersion');
  expect(() => Platform.closed({ install, revision: 'canary' }))
    .toThrow("[app/mesh] revision differs from that of install, which is r131, got 'canary': give it to MeshInstall only");
  expect(() => Platform.closed({ install: new MeshInstall(), revision: 'canary' })).toThrow(/revision differs from that of install, which is the default one/);
  expect(Platform.closed({ install, revision: 'r131' }).all('Namespace')).toHaveLength(1);
});

test('names are checked', () => {
  expect(() => Platform.closed({ namespace: 'ML' })).toThrow(/^\[app\/mesh\] namespace must be a namespace name.*got 'ML'/);
  expect(() => Platform.closed({ revision: '1.31' })).toThrow(/^\[app\/mesh\] revision must be a DNS label.*got '1\.31'/);
  expect(() => Platform.closed({ clusterDomain: 'a b' })).toThrow(/^\[app\/mesh\] clusterDomain must be a host name.*got 'a b'/);
});

test('waypoints are sized where there are some', () => {
  expect(() => Platform.closed({ dataPlane: DataPlane.SIDECAR, waypoint: { replicas: 2 } })).toThrow(
    '[app/mesh] waypoint needs the ambient data plane: in sidecar mode there are no waypoints: size the sidecars with the proxy prop of a workload, or with MeshInstall');
});

test('a dry run needs sidecars', () => {
  expect(() => Platform.closed({ authorization: AuthorizationMode.DRY_RUN })).toThrow(
    "[app/mesh] authorization needs the sidecar data plane: in ambient mode istiod drops policies with istio.io/dry-run, got 'DRY_RUN': start with ALLOW_BY_DEFAULT");
});

test.each([undefined, AuthorizationMode.DENY_BY_DEFAULT])('plaintext callers would be denied with authorization %p', (authorization) => {
  expect(() => Platform.closed({ mtls: MtlsMode.PERMISSIVE, authorization })).toThrow(
    "[app/mesh] authorization refuses callers without a certificate, which mtls: PERMISSIVE lets in, got 'DENY_BY_DEFAULT': set authorization: ALLOW_BY_DEFAULT");
});

test.each(PLANES)('in %s mode providers of the installation are switched on for the mesh', (dataPlane) => {
  const install = new MeshInstall({
    dataPlane,
    rootNamespace: 'mesh-system',
    accessLogs: [AccessLog.stdout()],
    tracing: TracingProvider.openTelemetry({ name: 'otel', service: 'otel.observability.svc.cluster.local', port: 4317, samplingPercentage: 5 }),
  });
  const [telemetry, ...more] = Platform.closed({ install }).all('Telemetry');
  expect(more).toEqual([]);
  expect(telemetry.metadata.namespace).toBe('mesh-system');
  expect(telemetry.spec).toMatchObject({
    tracing: [{ providers: [{ name: 'otel' }], randomSamplingPercentage: 5 }],
    accessLogging: [{ providers: [{ name: 'envoy' }] }],
  });
});

test('without a provider there is no Telemetry', () => {
  expect(Platform.closed({ install: new MeshInstall() }).all('Telemetry')).toEqual([]);
});

test('spans of the mesh carry tags, and its access log is filtered', () => {
  const install = new MeshInstall({ accessLogs: [AccessLog.stdout()], tracing: TracingProvider.zipkin({ name: 'zipkin', service: 'zipkin.tracing.svc.cluster.local', port: 9411 }) });
  const props = { install, spanTags: { tenant: SpanTag.header('x-tenant') }, accessLogFilter: 'response.code >= 400' };
  expect(Platform.closed(props).all('Telemetry')[0].spec).toEqual({
    tracing: [{ providers: [{ name: 'zipkin' }], customTags: { tenant: { header: { name: 'x-tenant' } } } }],
    accessLogging: [{ providers: [{ name: 'envoy' }], filter: { expression: 'response.code >= 400' } }],
  });
});

test('tags and filters need what they are for', () => {
  expect(() => Platform.closed({ install: new MeshInstall({ accessLogs: [AccessLog.stdout()] }), spanTags: { ml: SpanTag.literal('ml') } }))
    .toThrow('[app/mesh] spanTags needs a tracing provider: without one no span is sent: give install: new MeshInstall({ tracing: … }), or say it in a MeshTelemetry that names one');
  expect(() => Platform.closed({ install: new MeshInstall(), accessLogFilter: 'true' }))
    .toThrow("[app/mesh] accessLogFilter needs an access log: without one nothing is written, got 'true': give install: new MeshInstall({ accessLogs: … }), or say it in a MeshTelemetry that names a provider");
});

test('a mesh that has its own Telemetry takes no second one', () => {
  const { chart } = Platform.closed({ install: new MeshInstall({ accessLogs: [AccessLog.stdout()] }) });
  expect(() => new MeshTelemetry(chart, 'more', { name: 'more', accessLogProviders: ['envoy'] })).toThrow(
    "[app/more] rootNamespace has the Telemetry of app/mesh/telemetry already, and Istio follows the oldest one of a namespace only, got 'istio-system': say all of it there; "
      + 'an MlServingMesh whose install names providers makes one, and takes spanTags and accessLogFilter for it');
});

test('a workload lies in a namespace of the mesh, under an id of its own', () => {
  const { mesh } = new Platform();
  expect(() => mesh.addWorkload('a', { namespace: 'other' }))
    .toThrow("[app/mesh] addWorkload.namespace must be a namespace of the mesh (ml), got 'other': add it first: mesh.addNamespace('other')");
  mesh.addWorkload('a');
  expect(() => mesh.addWorkload('a')).toThrow("[app/mesh] addWorkload.id is taken by a part of the mesh, got 'a': choose another id; serviceName and serviceAccount can still be the same word");
  expect(() => mesh.workloadFromAttributes('gateway')).toThrow(/^\[app\/mesh\] workloadFromAttributes\.id is taken by a part of the mesh, got 'gateway'/);
});

test('two objects of one name are an error that names both', () => {
  const { chart, mesh } = Platform.closed();
  mesh.addWorkload('Llama-3.1');
  mesh.addWorkload('llama-3-1', { labels: { app: 'other' } });
  expect(() => Testing.synth(chart)).toThrow(
    /\[app\/mesh\] two objects are ServiceAccount ml\/llama-3-1: app\/mesh\/Llama-3\.1\/service-account and app\/mesh\/llama-3-1\/service-account; rename one of them/);
});

test('two meshes cannot share a namespace', () => {
  const { chart } = Platform.closed();
  new MlServingMesh(chart, 'rival', { namespace: 'ml' });
  expect(() => Testing.synth(chart)).toThrow(
    /two objects are Namespace ml: app\/mesh\/namespace-ml\/Resource and app\/rival\/namespace-ml\/Resource; rename one of them/);
  expect(() => Testing.synth(chart)).toThrow(/two objects are PeerAuthentication\.security\.istio\.io ml\/default: /);
});

test('objects of one name in different namespaces, kinds and groups live together', () => {
  const { chart, mesh } = Platform.closed();
  mesh.addNamespace('training');
  mesh.addWorkload('a', { port: 80 });
  mesh.addWorkload('b', { port: 80, namespace: 'training', serviceName: 'a', serviceAccount: 'a' });
  expect(() => Testing.synth(chart)).not.toThrow();
});

test('a mesh is recognised by itself, not by its looks', () => {
  const { mesh } = Platform.closed();
  expect(contextOf(Site.named('chat', 'mesh'), mesh).mainNamespace).toBe('ml');
  expect(() => contextOf(Site.named('chat', 'mesh'), { ...mesh })).toThrow('[chat] mesh must be an MlServingMesh of this app: create it with new MlServingMesh(…) and pass that object');
});

test('a second mesh of the app keeps to its own namespaces', () => {
  const app = new App();
  const chart = new Chart(app, 'app');
  const a = new MlServingMesh(chart, 'a', { namespace: 'a', gatewayApi: GatewayApi.of('1.5') });
  const b = new MlServingMesh(chart, 'b', { namespace: 'b' });
  expect([a.namespaces.length, b.namespaces.length, a.gatewayApi.minor]).toEqual([1, 1, '1.5']);
  expect(() => Testing.synth(chart)).not.toThrow();
});
