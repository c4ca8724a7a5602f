import type { PodSet } from '../pods';

const ANNOTATIONS = 'traffic.sidecar.istio.io';
const ALL = '*';

/** The proxy's own, which no rule redirects (manifests/charts/istio-control/istio-discovery/files/injection-template.yaml). */
const OF_PROXY = [15020, 15021, 15090];

/**
 * Whether connections to a port of the pods pass their sidecar by: by a list of ports that it takes, or else of those that it leaves out
 * (istio.io/istio tools/istio-iptables/pkg/capture/run.go `handleInboundPortsInclude`).
 */
export function comesInPastSidecar(pods: PodSet, port: number): boolean {
  const taken = portsOf(pods, 'includeInboundPorts') ?? [ALL];
  return taken.includes(ALL) ? OF_PROXY.includes(port) || names(portsOf(pods, 'excludeInboundPorts'), port) : !names(taken, port);
}

/** Whether connections that the pods open to a port pass their sidecar by. */
export function goesOutPastSidecar(pods: PodSet, port: number): boolean {
  return names(portsOf(pods, 'excludeOutboundPorts'), port);
}

function portsOf({ annotations }: PodSet, name: string): readonly string[] | undefined {
  return annotations[`${ANNOTATIONS}/${name}`]?.split(',').map((each) => each.trim());
}

function names(ports: readonly string[] = [], port: number): boolean {
  return ports.includes(ALL) || ports.includes(String(port));
}
