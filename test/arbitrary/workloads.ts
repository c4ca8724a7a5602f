import * as fc from 'fast-check';
import { proxyResources } from './install';
import type { Struct, WorkloadStep } from './recipe';
import { enumValue, memberOf } from './recipe';
import * as texts from './texts';
import { trafficPolicy } from './traffic-policy';
import { anyBoolean, enumOf, list, struct } from './values';
import type { Fields } from './values';
import type { WorkloadAttributes, WorkloadBaseOptions, WorkloadOptions, WorkloadPort } from '../../src';
import { PortProtocol, WorkloadRole } from '../../src';

/** Namespaces that workloads lie in, besides the mesh's own. */
const NAMESPACES = fc.constantFrom('ml-training', 'ml-features', 'outside-the-mesh');

export function workload(): fc.Arbitrary<WorkloadStep> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ id: texts.anyName(), adopted: fc.constant(false), options: owned() }) },
    { weight: 2, arbitrary: fc.record({ id: texts.anyName(), adopted: fc.constant(true), options: adopted() }) },
  );
}

export function protocol() {
  return fc.oneof(enumOf('PortProtocol', PortProtocol), fc.constantFrom('PortProtocol.H2C', 'PortProtocol.GRPC').map(enumValue));
}

function common(): Fields<WorkloadBaseOptions> {
  return {
    role: enumOf('WorkloadRole', WorkloadRole),
    namespace: NAMESPACES,
    serviceAccount: texts.objectName(),
    serviceName: texts.label(),
    port: texts.port(),
    targetPort: texts.port(),
    protocol: protocol(),
    additionalPorts: fc.uniqueArray(additionalPort(), { minLength: 1, maxLength: 2, selector: ({ port }) => port }),
    headless: anyBoolean(),
    metricsPort: texts.port(),
    plaintextPorts: list(texts.port()),
    peerPorts: list(texts.port()),
    outsideMesh: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    sidecar: anyBoolean(),
    replicas: fc.oneof(fc.constantFrom(0, 1, 2, 3, 9), fc.integer({ min: 2, max: 1_000 })),
    trafficPolicy: trafficPolicy(),
  };
}

function owned(): fc.Arbitrary<Struct> {
  return struct<WorkloadOptions>({
    ...common(),
    labels: texts.labels(),
    proxy: proxyResources(),
    scopeEgress: anyBoolean(),
    egressHosts: list(fc.constantFrom('shared/redis.shared.svc.cluster.local', 'shared/*', './*', '*/*.example.com')),
  }, { presence: 40 }).chain(withPort);
}

function adopted(): fc.Arbitrary<Struct> {
  return struct<WorkloadAttributes>({ ...common(), podLabels: texts.labels() }, { presence: 40 }).chain(withPort);
}

/** Most workloads have a Service. */
function withPort(options: Struct): fc.Arbitrary<Struct> {
  return fc.constantFrom(true, true, true, false).map((has) => (has && options.port === undefined ? { ...options, port: 8080 } : options));
}

function additionalPort(): fc.Arbitrary<Struct> {
  return struct<WorkloadPort>({
    port: fc.integer({ min: 10_000, max: 20_000 }),
    targetPort: texts.port(),
    name: fc.constantFrom('grpc-infer', 'p', 'x'.repeat(15)),
    protocol: protocol(),
  }, { required: ['port'] });
}

const OF_A_SERVICE = ['targetPort', 'protocol', 'additionalPorts', 'headless', 'serviceName', 'trafficPolicy'];
const IN_THE_MESH = ['plaintextPorts', 'peerPorts', 'proxy', 'scopeEgress', 'trafficPolicy'];
const OF_SIDECARS = ['proxy', 'scopeEgress'];

/** Options that go together, whatever else the platform has. */
export function fitWorkload({ options, adopted: foreign }: WorkloadStep, target: { readonly ambient: boolean; readonly guarded: boolean }): void {
  const drop = (props: readonly string[]) => props.forEach((prop) => delete options[prop]);
  if (options.port === undefined) {
    drop(OF_A_SERVICE);
  }
  if (options.outsideMesh) {
    drop(IN_THE_MESH);
  }
  if (target.ambient) {
    drop(OF_SIDECARS);
  }
  if (!target.ambient || options.outsideMesh) {
    drop(['sidecar']);
  }
  if (foreign && (!options.podLabels || !target.guarded)) {
    drop(['plaintextPorts']);
  }
  if (!options.scopeEgress) {
    drop(['egressHosts']);
  }
  if (options.additionalPorts) {
    distinctPorts(options);
  }
  if (memberOf(options.role) === 'MONITORING') {
    drop(['outsideMesh']);
  }
  if (!target.ambient) {
    // Beside all other ports, which the sidecar has to see.
    options.peerPorts &&= [...new Set(options.peerPorts.map((port: number) => 29_500 + port % 100))];
  }
  if (options.peerPorts === undefined) {
    drop(['peerPorts']);
  }
}

function distinctPorts(options: Struct): void {
  const names = new Set<string>();
  options.additionalPorts = options.additionalPorts.filter(({ port, name }: Struct) => {
    const known = port === options.port || names.has(name);
    names.add(name ?? String(port));
    return !known;
  });
}
