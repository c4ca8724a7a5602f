import type { Site } from '../../core/site';
import type { GatewayBinding } from '../gateway/binding';
import type { Workload } from '../workload';

/** Pods behind a pool, as the gateway and the picker reach them. */
export interface PoolServer {
  readonly workload: Workload;
  readonly targetPorts: readonly number[];
  /** Where its metrics are read. */
  readonly metricsPorts: readonly number[];
  readonly metricsPath: string;
  /** It computes prompts for others, and answers nobody. */
  readonly prefillOnly?: boolean;
}

/** Who is behind an InferencePool. */
export interface PoolMembers {
  readonly servers: readonly PoolServer[];
  readonly picker: Workload;
  /** True where the picker encrypts by itself, past its sidecar. */
  readonly pickerBypassesMesh?: boolean;
}

/** Lets the picker read the metrics of the servers. */
export function admitPicker({ servers, picker }: PoolMembers): void {
  servers.forEach(({ workload, metricsPorts, metricsPath }) => workload.admitPicker(picker.callerIdentity, metricsPorts, metricsPath));
}

/** Lets the gateway through to the picker and to the servers: neither is behind a waypoint for it. */
export function admitToPool(site: Site, gateway: GatewayBinding, { servers, picker }: PoolMembers): void {
  picker.admitGatewayDirectly(site, gateway, picker.ports[0].targetPort);
  for (const { workload, targetPorts } of servers) {
    targetPorts.forEach((port) => workload.admitGatewayDirectly(site, gateway, port));
  }
}
