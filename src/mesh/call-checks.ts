import type { MeshContext } from './context';
import type { ResolvedPort } from './port';
import type { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';

/** A workload, as one end of a call. */
interface CallEnd {
  readonly context: MeshContext;
  readonly workloadName: string;
  readonly namespace: string;
  readonly serviceName?: string;
  readonly podLabels?: { readonly [key: string]: string };
  readonly outsideMesh: boolean;
  readonly ports: readonly ResolvedPort[];
  readonly peerPorts: readonly number[];
}

/** Fails where an edge would be declared that no proxy can hold. */
export function checkCall(site: Site, server: CallEnd, caller: CallEnd | undefined): void {
  const { context, namespace, workloadName } = server;
  site.check(server.podLabels !== undefined, {
    problem: `cannot allow callers of the workload '${workloadName}', since the labels of its pods are not known`,
    fix: 'give podLabels in workloadFromAttributes',
  });
  site.check(context.namespaces.has(namespace), {
    problem: `cannot allow callers of the workload '${workloadName}': its namespace ${namespace} is not part of the mesh`,
    fix: `add it with mesh.addNamespace('${namespace}', { adopt: true }), or let its owner allow the call`,
  });
  site.check(!server.outsideMesh, {
    problem: `cannot allow callers of the workload '${workloadName}': its pods are outside of the mesh and open to everybody`,
    fix: 'leave outsideMesh out, or guard the pods with a NetworkPolicy',
  });
  site.check(!caller?.outsideMesh, {
    problem: `cannot allow the workload '${caller?.workloadName}': it is outside of the mesh and has no identity`,
    fix: 'leave outsideMesh out and use peerPorts for the traffic among its own pods',
  });
  if (context.target.dataPlane === DataPlane.SIDECAR) {
    checkSidecarsMeet(site, server, caller);
  }
}

/** Ports that bypass the sidecar on one side only. */
function checkSidecarsMeet(site: Site, server: CallEnd, caller: CallEnd | undefined): void {
  const { ports, peerPorts, serviceName, workloadName } = server;
  site.check(ports.length === 0 || ports.some(({ targetPort }) => !peerPorts.includes(targetPort)), {
    problem: `cannot allow callers of the workload '${workloadName}': all its ports are peerPorts, which bypass the sidecar`,
    fix: 'use other ports for the traffic among its pods',
  });
  const plain = ports.find(({ port }) => caller !== server && caller?.peerPorts.includes(port));
  site.check(plain === undefined, {
    problem: `cannot allow the workload '${caller?.workloadName}': its calls to port ${plain?.port} bypass its sidecar, since the port is one of its peerPorts, `
      + 'and the server takes mutual TLS',
    fix: `use other peerPorts there, or another port for the Service ${serviceName}`,
  });
}
