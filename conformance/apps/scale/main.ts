import { mkdirSync, rmSync, writeFileSync } from 'fs';
import * as path from 'path';
import { App, Chart, Duration, Testing, Yaml } from 'cdk8s';
import type { IWorkload } from 'cdk8s-ml-mesh';
import { Backend, DataPlane, MeshInstall, MlServingMesh, ModelRoute, OutboundTraffic, TracingProvider, WorkloadRole } from 'cdk8s-ml-mesh';

/**
 * Writes meshes of growing size, a folder each: services of which two callers call a few, one caller with an egress scope
 * and one without.
 *
 *     ts-node --project conformance/apps/tsconfig.json conformance/apps/scale/main.ts FOLDER 10 100
 */
function main(): void {
  const [folder, ...sizes] = process.argv.slice(2);
  rmSync(folder, { recursive: true, force: true });
  sizes.forEach((size) => write(path.join(folder, `services-${size}`), Number(size)));
}

const SERVING = 'serving';
const CALLED = 5;
/** Nobody calls what lies in these namespaces. */
const OTHERS = 'others';
const OTHERS_EACH = 100;
/** Every so many a model has a route for callers in the mesh. */
const ROUTED = 10;
const COLLECTOR = { namespace: 'observability', name: 'otel-collector', port: 4317 };

function write(folder: string, size: number): void {
  const chart = new Chart(new App(), 'scale');
  const install = new MeshInstall({
    dataPlane: DataPlane.SIDECAR,
    outboundTraffic: OutboundTraffic.REGISTRY_ONLY,
    tracing: TracingProvider.openTelemetry({ name: 'otel', service: `${COLLECTOR.name}.${COLLECTOR.namespace}.svc.cluster.local`, port: COLLECTOR.port }),
  });
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: SERVING, dataPlane: DataPlane.SIDECAR, install });
  const callers = [true, false].map((scopeEgress) => mesh.addWorkload(scopeEgress ? 'scoped' : 'open', { scopeEgress }));
  const models = Array.from({ length: size }, (_, i) => mesh.addWorkload(`model-${i}`, {
    role: WorkloadRole.INFERENCE,
    port: 80,
    targetPort: 8080,
    ...(i >= CALLED && { namespace: namespaceOf(mesh, i) }),
  }));
  models.slice(0, CALLED).forEach((model) => callers.forEach((caller) => model.allowFrom(caller)));
  models.filter((_, i) => i % ROUTED === 0).forEach((model, i) => new ModelRoute(chart, `route-${i}`, {
    mesh,
    namespace: model.namespace,
    service: model.serviceName,
    backend: Backend.workload(model),
    timeout: Duration.seconds(30),
  }));

  mkdirSync(folder, { recursive: true });
  const objects = {
    'manifests.yaml': Testing.synth(chart),
    'assumed.yaml': [
      ...mesh.externalObjects.map(({ stub }) => stub),
      ...[...callers, ...models.slice(0, CALLED)].map(podOf),
      ...models.slice(CALLED).map((model, i) => endpointOf(model.namespace, model.serviceName!, 8080, i)),
      { apiVersion: 'v1', kind: 'Service', metadata: meta(COLLECTOR), spec: { ports: [{ name: 'grpc', port: COLLECTOR.port, protocol: 'TCP' }] } },
      endpointOf(COLLECTOR.namespace, COLLECTOR.name, COLLECTOR.port, size),
    ],
    'istio-operator.yaml': [install.toIstioOperator()],
    'scale.yaml': [caseOf(size, path.basename(folder))],
  };
  Object.entries(objects).forEach(([name, content]) => writeFileSync(path.join(folder, name), Yaml.stringify(...content)));
}

function namespaceOf(mesh: MlServingMesh, i: number): string {
  const name = `${OTHERS}-${Math.floor(i / OTHERS_EACH)}`;
  return mesh.namespaces.find((namespace) => namespace.name === name)?.name ?? mesh.addNamespace(name).name;
}

function podOf({ namespace, workloadName, serviceAccountName, podMetadata, port }: IWorkload): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: workloadName, ...podMetadata },
    spec: { serviceAccountName, containers: [{ name: 'app', image: 'app', ...(port && { ports: [{ containerPort: 8080 }] }) }] },
  };
}

/** Where a pod would be: what nobody calls needs no more than an address. */
function endpointOf(namespace: string, service: string, port: number, number: number): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${service}-there`, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [`10.244.${128 + Math.floor(number / 250)}.${1 + number % 250}`], conditions: { ready: true } }],
    ports: [{ name: port === COLLECTOR.port ? 'grpc' : 'http-80', port, protocol: 'TCP' }],
  };
}

function meta({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return { namespace, name };
}

/** What must hold at any size; the figures are taken besides. */
function caseOf(size: number, profile: string): object {
  const from = (caller: string, host: string) => ({ source: `${SERVING}/${caller}`, url: `http://${host}/v1/models/a` });
  return {
    about: `${size} services: a scoped sidecar knows what its workload calls, and nothing else`,
    when: { profile, dataPlane: ['sidecar'] },
    manifests: ['manifests.yaml'],
    assume: ['assumed.yaml'],
    requests: [
      ...['scoped', 'open'].flatMap((caller) => [0, CALLED - 1].map((i) => ({
        name: `${caller} calls model-${i}`,
        send: from(caller, `model-${i}`),
        expect: { backend: `model-${i}`, status: 200 },
      }))),
      { name: 'scoped calls what it did not declare', send: from('scoped', `model-${CALLED}.${OTHERS}-0`), expect: { backend: 'none', status: 502 } },
    ],
  };
}

main();
