import { Duration } from 'cdk8s';
import { DataPlane } from '../../src/core/versions/data-plane';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { AccessLog } from '../../src/install/access-log';
import { ExtAuthzProvider } from '../../src/install/ext-authz-provider';
import type { MeshInstallProps } from '../../src/install/mesh-install';
import { MeshInstall } from '../../src/install/mesh-install';
import { MeshRetries } from '../../src/install/mesh-retries';
import { OutboundTraffic } from '../../src/install/outbound-traffic';
import { TracingProvider } from '../../src/install/tracing-provider';

const spec = (props: MeshInstallProps) => new MeshInstall(props).toIstioOperator().spec;
const tracing = (samplingPercentage?: number) =>
  TracingProvider.openTelemetry({ name: 'otel', service: 'otel.observability.svc.cluster.local', port: 4317, samplingPercentage });

test('without props it is the ambient profile and nothing else', () => {
  expect(new MeshInstall().toIstioOperator()).toEqual({
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    metadata: { namespace: 'istio-system' },
    spec: { profile: 'ambient' },
  });
  expect(new MeshInstall().toHelmValues()).toEqual({ base: {}, istiod: { profile: 'ambient' }, cni: { profile: 'ambient' }, ztunnel: {} });
});

test('the sidecar data plane needs istiod alone, and no gateway of the profile', () => {
  expect(spec({ dataPlane: DataPlane.SIDECAR })).toEqual({ profile: 'minimal' });
  expect(new MeshInstall({ dataPlane: DataPlane.SIDECAR }).toHelmValues()).toEqual({ base: {}, istiod: {} });
});

test('a revision and a namespace reach every chart that has to know', () => {
  const install = new MeshInstall({ revision: '1-31-1', rootNamespace: 'mesh-system' });
  expect(install.toIstioOperator()).toMatchObject({
    metadata: { namespace: 'mesh-system' },
    spec: {
      revision: '1-31-1',
      values: { global: { istioNamespace: 'mesh-system' }, ztunnel: { istioNamespace: 'mesh-system' } },
    },
  });
  expect(install.toHelmValues()).toEqual({
    base: { defaultRevision: '1-31-1', global: { istioNamespace: 'mesh-system' } },
    istiod: { profile: 'ambient', revision: '1-31-1', global: { istioNamespace: 'mesh-system' } },
    cni: { profile: 'ambient', revision: '1-31-1' },
    ztunnel: { revision: '1-31-1', istioNamespace: 'mesh-system' },
  });
  expect(spec({ dataPlane: DataPlane.SIDECAR, rootNamespace: 'mesh-system' }).values).toEqual({ global: { istioNamespace: 'mesh-system' } });
});

test('IstioOperator and Helm values say the same', () => {
  const install = new MeshInstall({
    trustDomain: 'ml.example.com',
    tracing: tracing(5),
    inferenceExtension: true,
    retries: MeshRetries.off(),
    proxy: { resources: { cpuRequest: '200m' }, waypointResources: { cpuLimit: '4' } },
  });
  const { meshConfig, values } = install.toIstioOperator().spec;
  expect(install.toHelmValues().istiod).toEqual({ profile: 'ambient', meshConfig, ...values });
  expect(values).toEqual({
    global: {
      proxy: { resources: { requests: { cpu: '200m' } } },
      waypoint: { resources: { limits: { cpu: '4' } } },
    },
    pilot: { env: { ENABLE_GATEWAY_API_INFERENCE_EXTENSION: 'true' }, traceSampling: 5 },
  });
  expect(meshConfig.trustDomain).toBe('ml.example.com');
});

test('a sampling of 0 reaches istiod although the chart drops it', () => {
  expect(spec({ tracing: tracing(0) }).values.pilot).toEqual({ env: { PILOT_TRACE_SAMPLING: '0' }, traceSampling: 0 });
  expect(spec({ tracing: tracing() }).values).toBeUndefined();
});

test('proxy defaults are part of the default config', () => {
  const proxy = {
    resources: { concurrency: 2 },
    holdApplicationUntilProxyStarts: true,
    terminationDrainDuration: Duration.minutes(2),
    connectionSettings: { streamIdleTimeout: Duration.minutes(10) },
  };
  expect(spec({ dataPlane: DataPlane.SIDECAR, proxy })).toEqual({
    profile: 'minimal',
    meshConfig: {
      defaultConfig: {
        concurrency: 2,
        holdApplicationUntilProxyStarts: true,
        terminationDrainDuration: '120s',
        connectionSettings: { httpStreamIdleTimeout: '600s' },
      },
    },
  });
});

test('sidecars may be native and closed to unknown hosts', () => {
  expect(spec({ dataPlane: DataPlane.SIDECAR, nativeSidecars: true, outboundTraffic: OutboundTraffic.REGISTRY_ONLY })).toEqual({
    profile: 'minimal',
    meshConfig: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
    values: { pilot: { env: { ENABLE_NATIVE_SIDECARS: 'true' } } },
  });
  expect(spec({ dataPlane: DataPlane.SIDECAR, nativeSidecars: false }).values.pilot.env).toEqual({ ENABLE_NATIVE_SIDECARS: 'false' });
  expect(spec({ outboundTraffic: OutboundTraffic.ALLOW_ANY }).meshConfig).toEqual({ outboundTrafficPolicy: { mode: 'ALLOW_ANY' } });
});

test('discovery selectors always take in the root namespace', () => {
  const install = new MeshInstall({ discoverySelectors: [{ matchLabels: { team: 'ml' } }] });
  expect(install.toIstioOperator().spec.meshConfig.discoverySelectors).toEqual([
    { matchLabels: { team: 'ml' } },
    { matchLabels: { 'kubernetes.io/metadata.name': 'istio-system' } },
  ]);
  expect(install.discoverySelectors).toEqual([{ matchLabels: { team: 'ml' } }]);
  expect(spec({ discoverySelectors: [] }).meshConfig).toBeUndefined();
});

test('it never writes the settings that do nothing or harm', () => {
  const text = JSON.stringify(spec({ tracing: tracing(100), proxy: { connectionSettings: { maxConcurrentStreams: 100 } } }));
  expect(text).not.toMatch(/enableTracing|HTTP10|EDGE|profile":"default/);
});

test('it tells the mesh what it needs to know', () => {
  const install = new MeshInstall({
    dataPlane: DataPlane.SIDECAR,
    istioVersion: IstioVersion.of('1.30.6'),
    revision: 'canary',
    accessLogs: [AccessLog.stdout()],
    tracing: tracing(0.07),
    extAuthz: [ExtAuthzProvider.grpc({ name: 'opa', service: 'opa.auth.svc.cluster.local', port: 9191 })],
    inferenceExtension: true,
    proxy: { resources: { memoryLimit: '2Gi' } },
  });
  expect(install).toMatchObject({
    dataPlane: DataPlane.SIDECAR,
    revision: 'canary',
    trustDomain: 'cluster.local',
    rootNamespace: 'istio-system',
    tracingProvider: 'otel',
    samplingPercentage: 0.07,
    accessLogProviders: ['envoy'],
    extAuthzProviders: ['opa'],
    inferenceExtension: true,
    retriesDisabled: false,
    _sidecarResources: { cpuRequest: '100m', memoryRequest: '128Mi', cpuLimit: '2', memoryLimit: '2Gi' },
  });
  expect(install.istioVersion.toString()).toBe('1.30.6');
});

test('without props it tells the mesh the defaults', () => {
  const install = new MeshInstall();
  expect(install).toMatchObject({
    dataPlane: DataPlane.AMBIENT,
    accessLogProviders: [],
    extAuthzProviders: [],
    discoverySelectors: [],
    inferenceExtension: false,
    retriesDisabled: false,
  });
  expect([install.tracingProvider, install.samplingPercentage, install.revision]).toEqual([undefined, undefined, undefined]);
  expect(install.istioVersion).toBe(IstioVersion.DEFAULT);
});

test('what it hands out is the caller\'s to change', () => {
  const install = new MeshInstall({ retries: MeshRetries.off() });
  install.toIstioOperator().spec.meshConfig.defaultHttpRetryPolicy.attempts = 9;
  install.toHelmValues().istiod.meshConfig.defaultHttpRetryPolicy.attempts = 9;
  expect(install.toIstioOperator().spec.meshConfig.defaultHttpRetryPolicy.attempts).toBe(0);
});

test.each(['Canary', 'a_b', '-a', 'a'.repeat(64), ''])('fails on the revision %p', (revision) => {
  expect(() => new MeshInstall({ revision })).toThrow(/^\[MeshInstall\] revision must be a DNS label/);
});

test.each(['131', '1e3', 'true', 'null'])('fails on the revision %s, which istioctl would not take for text', (revision) => {
  expect(() => new MeshInstall({ revision })).toThrow(/^\[MeshInstall\] revision must not look like a number or a YAML word.*'1-31-1'/);
});

test.each([
  [{ revision: 'default' }, /^\[MeshInstall\] revision must be a name of its own, got 'default'/],
  [{ trustDomain: 'ML' }, /^\[MeshInstall\] trustDomain must be a DNS subdomain.*got 'ML'/],
  [{ rootNamespace: 'a.b' }, /^\[MeshInstall\] rootNamespace must be a namespace name.*got 'a\.b'/],
  [{ nativeSidecars: true }, /^\[MeshInstall\] nativeSidecars cannot be had: .* needs the sidecar data plane, not ambient.*leave it out/],
  [{ proxy: { holdApplicationUntilProxyStarts: true } }, /^\[MeshInstall\] proxy\.holdApplicationUntilProxyStarts cannot be had: .*sidecar data plane/],
  [{ outboundTraffic: OutboundTraffic.REGISTRY_ONLY }, /^\[MeshInstall\] outboundTraffic cannot be had: .*REGISTRY_ONLY needs the sidecar data plane.*NetworkPolicy/],
  [
    { dataPlane: DataPlane.SIDECAR, nativeSidecars: true, proxy: { holdApplicationUntilProxyStarts: true } },
    /^\[MeshInstall\] proxy\.holdApplicationUntilProxyStarts does nothing for native sidecars/,
  ],
  [{ proxy: { resources: { cpuRequest: '3' } } }, /^\[MeshInstall\] proxy\.resources\.cpuRequest does not fit cpuLimit/],
  [{ proxy: { resources: { concurrency: 0 } } }, /^\[MeshInstall\] proxy\.resources\.concurrency must be/],
  [{ proxy: { waypointResources: { memoryRequest: '2Gi' } } }, /^\[MeshInstall\] proxy\.waypointResources\.memoryRequest does not fit memoryLimit/],
  [{ proxy: { waypointResources: { concurrency: 2 } } }, /^\[MeshInstall\] proxy\.waypointResources\.concurrency cannot be had mesh-wide.*got 2: set proxy\.resources\.concurrency/],
  [{ proxy: { terminationDrainDuration: Duration.seconds(0) } }, /^\[MeshInstall\] proxy\.terminationDrainDuration must be/],
  [
    { istioVersion: IstioVersion.of('1.30.6'), proxy: { connectionSettings: { maxConcurrentStreams: 1 } } },
    /^\[MeshInstall\] proxy\.connectionSettings cannot be had: .*1\.31\.0 or later, not 1\.30\.6/,
  ],
  [{ discoverySelectors: [{ matchLabels: {} }] }, /^\[MeshInstall\] discoverySelectors\[0\]\.matchLabels must not be empty/],
  [{ discoverySelectors: [{ matchLabels: { team: 'a b' } }] }, /^\[MeshInstall\] discoverySelectors\[0\]\.matchLabels\.team must be a label value/],
] as [MeshInstallProps, RegExp][])('fails on %#', (props, message) => {
  expect(() => new MeshInstall(props)).toThrow(message);
});
