import { Chart, Testing } from 'cdk8s';
import { ManifestValidator } from '../../src/check/schema/manifest-validator';
import { DataPlane } from '../../src/core/versions/data-plane';
import { Channel, GatewayApi } from '../../src/core/versions/gateway-api';
import { MeshGateway } from '../../src/mesh/gateway/mesh-gateway';
import type { InferencePoolAttributes } from '../../src/mesh/inference/foreign-pool';
import { InferencePool } from '../../src/mesh/inference/inference-pool';
import type { MlServingMeshProps } from '../../src/mesh/ml-serving-mesh';
import { MlServingMesh } from '../../src/mesh/ml-serving-mesh';
import type { IWorkload } from '../../src/mesh/workload';
import type { WorkloadOptions } from '../../src/mesh/workload-options';
import { WorkloadRole } from '../../src/mesh/workload-role';
import { Backend } from '../../src/routing/backend';

export const PLANES = [DataPlane.AMBIENT, DataPlane.SIDECAR];

/** With the fields of which the standard channel knows nothing. */
export const EXPERIMENTAL = GatewayApi.of('1.6', Channel.EXPERIMENTAL);

/** A mesh in the namespace `ml` with a gateway for any host, and whatever a test puts on it. */
export class Platform {
  /** No gateway: models are reached from inside the mesh only. */
  static closed(props: Partial<MlServingMeshProps> = {}): Platform {
    return new Platform({ ...props, gateway: undefined });
  }

  readonly chart = new Chart(Testing.app(), 'app');
  readonly mesh: MlServingMesh;

  constructor(props: Partial<MlServingMeshProps> = {}) {
    this.mesh = new MlServingMesh(this.chart, 'mesh', { namespace: 'ml', gateway: MeshGateway.create(), ...props });
  }

  predictor(id: string, options: WorkloadOptions = {}): IWorkload {
    return this.mesh.addWorkload(id, { role: WorkloadRole.INFERENCE, port: 8080, ...options });
  }

  /** Somebody else's pool, of which servers and picker are known. */
  pool(name: string, options: Partial<InferencePoolAttributes> = {}): Backend {
    const { namespace } = options;
    const ambient = this.mesh.dataPlane === DataPlane.AMBIENT;
    const servers = this.mesh.workloadFromAttributes(`${name}-servers`, { namespace, port: 8000, podLabels: { app: name }, sidecar: ambient });
    const endpointPicker = this.mesh.workloadFromAttributes(`${name}-epp`, { namespace, port: 9002, podLabels: { app: `${name}-epp` }, outsideMesh: !ambient });
    return Backend.inferencePool(InferencePool.fromAttributes({ name, servers, endpointPicker, ...options }));
  }

  /** Every object, each of them one that the API server takes. */
  manifests(): any[] {
    const manifests = Testing.synth(this.chart);
    const { istioVersion, gatewayApi } = this.mesh;
    const validator = new ManifestValidator({
      istio: `1.${istioVersion.minor}` as '1.31',
      gatewayApi: gatewayApi.minor as '1.6',
      channel: gatewayApi.channel,
    });
    expect(validator.validate(manifests).violations).toEqual([]);
    return manifests;
  }

  all(kind: string): any[] {
    return this.manifests().filter((manifest) => manifest.kind === kind);
  }

  find(kind: string, name: string, namespace = 'ml'): any {
    return this.all(kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  }

  /** `spec.rules` of an HTTPRoute. */
  rules(name: string): any[] {
    return this.find('HTTPRoute', name).spec.rules;
  }

  /** `spec.http` of a VirtualService. */
  http(name: string): any[] {
    return this.find('VirtualService', name).spec.http;
  }

  /** `Kind namespace/name` of every object. */
  names(): string[] {
    return this.manifests().map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort();
  }
}

/** A pool of which no more is known, in a namespace outside of the mesh. */
export function foreignPool(name: string, namespace = 'llm'): Backend {
  return Backend.inferencePool(InferencePool.fromAttributes({ name, namespace }));
}

/** Who a policy names, each with what it may do. */
export function callersOf(policy: any): string[] {
  return policy.spec.rules.flatMap(({ from, to = [] }: any) => {
    const callers = from.flatMap(({ source }: any) => [...source.serviceAccounts ?? [], ...source.namespaces ?? []]);
    return callers.map((caller: string) => [caller, ...to.map(({ operation }: any) => JSON.stringify(operation))].join(' '));
  });
}
