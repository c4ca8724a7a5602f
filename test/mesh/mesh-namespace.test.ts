import { DataPlane } from '../../src/core/versions/data-plane';
import { MeshInstall } from '../../src/install/mesh-install';
import { Caller } from '../../src/security/caller';
import { AuthorizationMode, MtlsMode } from '../../src/security/modes';
import { PLANES, Platform } from '../routing/platform';

const labelsOf = (platform: Platform, name = 'ml') => platform.all('Namespace').find(({ metadata }) => metadata.name === name)?.metadata.labels;

test.each([
  [DataPlane.AMBIENT, undefined, { 'istio.io/dataplane-mode': 'ambient' }],
  [DataPlane.AMBIENT, 'canary', { 'istio.io/dataplane-mode': 'ambient' }],
  [DataPlane.SIDECAR, undefined, { 'istio-injection': 'enabled' }],
  [DataPlane.SIDECAR, 'canary', { 'istio.io/rev': 'canary' }],
])('%s mode with revision %p enrols by %j', (dataPlane, revision, expected) => {
  expect(labelsOf(Platform.closed({ dataPlane, revision }))).toEqual(expected);
});

test.each(PLANES)('in %s mode a namespace takes mutual TLS only and denies by default', (dataPlane) => {
  const platform = Platform.closed({ dataPlane });
  expect(platform.names()).toEqual(['AuthorizationPolicy ml/deny-by-default', 'Namespace undefined/ml', 'PeerAuthentication ml/default']);
  expect(platform.find('PeerAuthentication', 'default').spec).toEqual({ mtls: { mode: 'STRICT' } });
  expect(platform.find('AuthorizationPolicy', 'deny-by-default').spec).toEqual({});
});

test('the step of a migration takes plaintext too', () => {
  const platform = Platform.closed({ mtls: MtlsMode.PERMISSIVE, authorization: AuthorizationMode.ALLOW_BY_DEFAULT });
  expect(platform.find('PeerAuthentication', 'default').spec).toEqual({ mtls: { mode: 'PERMISSIVE' } });
  expect(platform.all('AuthorizationPolicy')).toEqual([]);
});

test('a dry run marks what it would refuse', () => {
  const platform = Platform.closed({ dataPlane: DataPlane.SIDECAR, authorization: AuthorizationMode.DRY_RUN });
  expect(platform.find('AuthorizationPolicy', 'deny-by-default').metadata.annotations).toEqual({ 'istio.io/dry-run': 'true' });
});

test('further labels stand beside those of the mesh', () => {
  const platform = Platform.closed();
  platform.mesh.addNamespace('training', { labels: { team: 'vision' } });
  expect(labelsOf(platform, 'training')).toEqual({ 'team': 'vision', 'istio.io/dataplane-mode': 'ambient' });
});

test.each(['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/ingress-use-waypoint'])('the label %s is the mesh\'s to set', (key) => {
  expect(() => Platform.closed().mesh.addNamespace('training', { labels: { [key]: 'x' } }))
    .toThrow(`[app/mesh/namespace-training] labels must not hold ${key}, which the mesh decides on, got {"${key}":"x"}: set dataPlane and revision of the mesh; waypoints are added`);
});

test('labels are checked', () => {
  expect(() => Platform.closed().mesh.addNamespace('training', { labels: { team: 'a b' } })).toThrow(/^\[app\/mesh\/namespace-training\] labels\.team must be a label value/);
});

test('an adopted namespace is secured, and its labels are asked for', () => {
  const platform = Platform.closed({ revision: 'canary', adoptNamespace: true });
  expect(platform.names()).toEqual(['AuthorizationPolicy ml/deny-by-default', 'PeerAuthentication ml/default']);
  expect(platform.mesh.externalObjects).toEqual([{
    apiVersion: 'v1',
    kind: 'Namespace',
    name: 'ml',
    requirements: ['label istio.io/dataplane-mode: ambient'],
    stub: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ml', labels: { 'istio.io/dataplane-mode': 'ambient' } } },
  }]);
});

test('an adopted namespace has the labels of its owner', () => {
  expect(() => Platform.closed().mesh.addNamespace('training', { adopt: true, labels: { a: 'b' } })).toThrow(
    '[app/mesh/namespace-training] labels cannot be set on an adopted namespace, got {"a":"b"}: leave adopt out to create the namespace, or have its owner set them');
});

test('a namespace is added once, by a name that it can have', () => {
  const { mesh } = Platform.closed();
  expect(() => mesh.addNamespace('ml')).toThrow("[app/mesh] addNamespace names a namespace that is part of the mesh already, got 'ml': add it once");
  expect(() => mesh.addNamespace('Training')).toThrow(/^\[app\/mesh\] namespace must be a namespace name.*got 'Training'/);
  mesh.addNamespace('training');
  expect(mesh.namespaces.map(({ name }) => name)).toEqual(['ml', 'training']);
});

test('the namespace of istiod is not one of the mesh: its policies would hold everywhere', () => {
  expect(() => Platform.closed({ namespace: 'istio-system' })).toThrow(
    "[app/mesh] namespace must not be the namespace of istiod: what is secured there holds for the whole cluster, got 'istio-system': give the workloads a namespace of their own");
  expect(() => Platform.closed({ install: new MeshInstall({ rootNamespace: 'mesh-system' }) }).mesh.addNamespace('mesh-system')).toThrow(/must not be the namespace of istiod/);
});

test('istiod must see the namespace', () => {
  const install = new MeshInstall({ discoverySelectors: [{ matchLabels: { team: 'ml' } }, { matchLabels: { 'kubernetes.io/metadata.name': 'ml' } }] });
  const { mesh } = Platform.closed({ install });
  mesh.addNamespace('training', { labels: { team: 'ml' } });
  expect(() => mesh.addNamespace('batch')).toThrow(
    '[app/mesh/namespace-batch] labels match none of the discoverySelectors of the installation, so that istiod would not see the namespace, got {"istio.io/dataplane-mode":"ambient"}: '
    + 'add the labels of one of the discoverySelectors: {"team":"ml"} or {"kubernetes.io/metadata.name":"ml"}');
  mesh.addNamespace('shared', { adopt: true });
  expect(mesh.externalObjects[0].requirements).toEqual([
    'label istio.io/dataplane-mode: ambient',
    'the labels of one of the discoverySelectors: {"team":"ml"} or {"kubernetes.io/metadata.name":"ml"}',
  ]);
  expect(mesh.externalObjects[0].stub.metadata.labels).toEqual({ 'istio.io/dataplane-mode': 'ambient', 'team': 'ml' });
});

test('istiod must see the namespaces of others that it finds something in, by labels that their owner can set', () => {
  const seen = (...selectors: { [key: string]: string }[]) => {
    const install = new MeshInstall({ discoverySelectors: [...selectors, { 'kubernetes.io/metadata.name': 'ml' }].map((matchLabels) => ({ matchLabels })) });
    const { mesh } = Platform.closed({ install });
    mesh.workloadFromAttributes('bert', { namespace: 'models', port: 80 });
    mesh.addWorkload('features').allowFrom(Caller.namespace('notebooks'));
    return Object.fromEntries(mesh.externalObjects.filter(({ kind }) => kind === 'Namespace')
      .map(({ name, requirements, stub }) => [name, [requirements, stub.metadata.labels]]));
  };
  const byName = { 'kubernetes.io/metadata.name': 'models' };
  const byTeam = { team: 'ml' };
  const asked = (...selectors: { [key: string]: string }[]) => [`the labels of one of the discoverySelectors: ${
    [...selectors, { 'kubernetes.io/metadata.name': 'ml' }].map((labels) => JSON.stringify(labels)).join(' or ')}`];
  expect(seen(byTeam)).toEqual({ notebooks: [[], undefined], models: [asked(byTeam), byTeam] });
  expect(seen({ 'kubernetes.io/metadata.name': 'x' }, byTeam).models).toEqual([asked({ 'kubernetes.io/metadata.name': 'x' }, byTeam), byTeam]);
  expect(seen(byName).models).toEqual([[], undefined]);
});
