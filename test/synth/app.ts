import { ApiObject, App, Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import type { MlServingMeshProps } from '../../src';
import { MlServingMesh } from '../../src';

/** An app with a mesh, and whatever a test puts beside it. */
export class Adopted {
  readonly app: App = Testing.app();
  readonly chart = new Chart(this.app, 'app');
  readonly mesh: MlServingMesh;

  constructor(props: Partial<MlServingMeshProps> = {}) {
    this.mesh = new MlServingMesh(this.chart, 'mesh', { namespace: 'ml', ...props });
  }
}

/** A Gateway of somebody else's making, with a listener that Istio does not serve. */
export function brokenGateway(scope: Construct, id: string): ApiObject {
  return gateway(scope, id, 'GRPC', {}, id);
}

export function workingGateway(scope: Construct, id: string, annotations: { readonly [key: string]: string } = {}, name = id): ApiObject {
  return gateway(scope, id, 'HTTP', annotations, name);
}

function gateway(scope: Construct, id: string, protocol: string, annotations: { readonly [key: string]: string }, name: string): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name, namespace: 'edge', annotations },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol }] },
  } as any);
}
