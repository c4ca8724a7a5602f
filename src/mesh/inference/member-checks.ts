import type { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { speaksHttp2 } from '../port';
import type { Workload } from '../workload';

/**
 * A gateway must find the pod that an endpoint picker names. Ambient pods are tunnels to it (`connect_originate`) and not addresses, so
 * that it takes them in turn whatever the picker says.
 */
export function checkFollowable(site: Site, { context, namespace, sidecar, workloadName }: Workload): void {
  site.check(sidecar || context.target.dataPlane === DataPlane.SIDECAR || !context.namespaces.has(namespace), {
    problem: `names the workload '${workloadName}', whose pods are ambient: to a gateway they are tunnels, which it takes in turn, whatever the endpoint picker says`,
    fix: 'give its pods a sidecar (label sidecar.istio.io/inject: "true"), and say so: sidecar: true in the workload',
  });
}

/**
 * A gateway asks a picker with the name of an Envoy cluster as `:authority`, which is no host to a sidecar: it answers 400, the gateway
 * 500. And it asks over gRPC, by what the Service of the picker says of the port; one that exists is told of as it is.
 */
export function checkAskable(site: Site, { context, namespace, outsideMesh, workloadName, isAdopted, ports: [{ protocol }] }: Workload): void {
  site.check(outsideMesh || context.target.dataPlane === DataPlane.AMBIENT || !context.namespaces.has(namespace), {
    problem: `names the workload '${workloadName}', whose pods have a sidecar, and a sidecar refuses what a gateway asks an endpoint picker`,
    fix: 'take its pods out of the mesh (label sidecar.istio.io/inject: "false"), and say so: outsideMesh: true in the workload',
  });
  site.check(isAdopted || speaksHttp2(protocol), {
    problem: `names the workload '${workloadName}', whose main port is declared as ${protocol}, and gateways ask a picker over gRPC`,
    fix: 'give protocol: PortProtocol.GRPC to the workload',
  });
}
