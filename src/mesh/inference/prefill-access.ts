import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { IModelServer } from './model-server';
import type { PoolServer } from './pool-access';
import { labelFrom } from '../../core/names';
import type { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { ServingRole } from '../../inference/model-engine';

interface Halves {
  readonly servers: readonly IModelServer[];
  /** The same servers, as they are reached. */
  readonly pods: readonly PoolServer[];
}

/**
 * Lets the decode servers ask the prefill servers, each pod at its address, which the picker names. A sidecar knows pods by their addresses
 * where a headless Service selects them on a port of TCP (buildSidecarOutboundListeners in pilot/pkg/networking/core/listener.go); without one
 * it would send plaintext, which STRICT refuses. The pods then have one port in two Services, and the older decides whether their sidecar
 * sees HTTP (SetServiceTargets in pilot/pkg/model/context.go): their policies compare ports only.
 */
export function admitDecodeServers(scope: Construct, site: Site, poolName: string, { servers, pods }: Halves): void {
  const [{ workload: { context } }] = pods;
  site.at('servers').check(context.target.dataPlane === DataPlane.AMBIENT, {
    problem: 'cannot be told apart by prefill and decode in sidecar mode: the picker reads their metrics in plaintext, by an exception that compares paths, and on '
      + 'the port where decode servers ask them by address a sidecar may see no HTTP',
    fix: 'use DataPlane.AMBIENT, or servers that do both',
  });
  const withRole = (role: ServingRole) => pods.filter((_, i) => servers[i].role === role);
  for (const { workload, targetPorts } of withRole(ServingRole.PREFILL)) {
    const { namespace, workloadName, podLabels } = workload;
    new k8s.KubeService(scope, `pods-of-${workloadName}`, {
      metadata: { namespace, name: labelFrom(site.at('poolName'), poolName, workloadName) },
      spec: {
        clusterIp: 'None',
        selector: { ...podLabels },
        ports: targetPorts.map((port) => ({ name: `tcp-${port}`, port, targetPort: k8s.IntOrString.fromNumber(port) })),
      },
    });
    for (const { workload: decode } of withRole(ServingRole.DECODE)) {
      targetPorts.forEach((port) => workload.admit(decode.callerIdentity, port));
    }
  }
}
