import type { MeshContext } from './context';
import { deniesByDefault } from './context';
import type { GatewayBinding } from './gateway/binding';
import type { IWorkload } from './workload';
import { Workload } from './workload';
import type { ExternalFact } from '../core/external-object';
import { checkPort } from '../core/numbers';
import type { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';

/** Who is behind an InferencePool. */
export interface PoolMembers {
  readonly servers: Workload;
  /** The ports of the servers that the pool names. */
  readonly targetPorts: readonly number[];
  readonly picker: Workload;
}

interface DeclaredPool {
  readonly context: MeshContext;
  readonly site: Site;
  readonly pool: { readonly namespace: string; readonly name: string };
  readonly servers?: IWorkload;
  readonly targetPorts?: readonly number[];
  readonly endpointPicker?: IWorkload;
}

/** What every engine but one answers with its metrics. */
const METRICS_PATH = '/metrics';

const MAX_TARGET_PORTS = 8;

/** The workloads behind a pool; undefined where none is named. */
export function bindPoolMembers(declared: DeclaredPool): PoolMembers | undefined {
  const { context, site } = declared;
  for (const [prop, other] of [['servers', 'endpointPicker'], ['endpointPicker', 'servers'], ['targetPorts', 'servers']] as const) {
    site.at(prop).check(declared[prop] === undefined || declared[other] !== undefined, {
      problem: `says who may reach whom, which takes ${other} as well`,
      fix: `give ${other}, or leave ${prop} out`,
    });
  }
  if (!declared.servers || !declared.endpointPicker) {
    return undefined;
  }
  const servers = member(declared, 'servers', declared.servers);
  const picker = member(declared, 'endpointPicker', declared.endpointPicker);
  site.at('servers').check(!servers.outsideMesh, {
    problem: `must be part of the mesh, and the workload '${servers.workloadName}' is outside of it`,
    fix: 'leave outsideMesh out',
  });
  site.at('endpointPicker').check(picker.ports.length > 0, {
    problem: `names the workload '${picker.workloadName}', which has no Service, and a pool names its picker by one`,
    fix: 'give port to the workload',
  });
  site.at('endpointPicker').check(!picker.outsideMesh || context.target.dataPlane === DataPlane.SIDECAR, {
    problem: `must be part of the mesh to read the metrics of the servers, and the workload '${picker.workloadName}' is outside of it`,
    fix: 'leave outsideMesh out',
  });
  return { servers, targetPorts: targetPortsOf(site.at('targetPorts'), servers, declared.targetPorts), picker };
}

/** Lets the gateway through to the picker and to the servers, and the picker to their metrics. */
export function admitToPool(site: Site, gateway: GatewayBinding, { servers, targetPorts, picker }: PoolMembers): void {
  picker.admitGatewayDirectly(site, gateway, picker.ports[0].targetPort);
  targetPorts.forEach((port) => servers.admitGatewayDirectly(site, gateway, port));
  const metricsPorts = servers.metricsPort === undefined ? [] : [servers.metricsPort];
  servers.admitPicker(picker.callerIdentity, [...new Set([...targetPorts, ...metricsPorts])], METRICS_PATH);
}

/** A pool of somebody else, as far as it is known. */
export function poolFacts(pool: { readonly namespace: string; readonly name: string }, members: PoolMembers | undefined): ExternalFact {
  const object = { apiVersion: 'inference.networking.k8s.io/v1', kind: 'InferencePool', namespace: pool.namespace, name: pool.name };
  if (!members) {
    return { ...object, requirements: ['an endpoint picker that runs'] };
  }
  const { servers, targetPorts, picker } = members;
  const [{ port: number }] = picker.ports;
  const labels = servers.podLabels ?? {};
  return {
    ...object,
    requirements: [
      `targetPorts ${targetPorts.join(', ')}`,
      `endpointPickerRef ${picker.serviceName}, port ${number}`,
      ...Object.entries(labels).map(([key, value]) => `pods labelled ${key}=${value}`),
    ],
    stub: {
      spec: {
        selector: { matchLabels: { ...labels } },
        targetPorts: targetPorts.map((target) => ({ number: target })),
        endpointPickerRef: { name: picker.serviceName, port: { number } },
      },
    },
  };
}

function member({ context, pool, ...declared }: DeclaredPool, prop: 'servers' | 'endpointPicker', workload: IWorkload): Workload {
  const site = declared.site.at(prop);
  const found = workload instanceof Workload && workload.context === context ? workload : site.fail({
    problem: "must be a workload of the route's own mesh",
    got: workload.workloadName,
    fix: 'declare it there with mesh.addWorkload or mesh.workloadFromAttributes',
  });
  site.check(found.namespace === pool.namespace, {
    problem: `must be in the namespace of the pool (${pool.namespace}), which names none of another`,
    got: found.namespace,
    fix: 'give the workload the namespace of the pool, or the pool that of the workload',
  });
  site.check(found.podLabels !== undefined || !deniesByDefault(context, found.namespace), {
    problem: `names the workload '${found.workloadName}', of whose pods the labels are not known, and its namespace ${found.namespace} `
      + 'denies by default: nothing would reach them',
    fix: 'give podLabels in workloadFromAttributes',
  });
  return found;
}

function targetPortsOf(site: Site, { ports, workloadName }: Workload, named: readonly number[] | undefined): readonly number[] {
  const [main] = ports;
  const targetPorts = named ?? (main ? [main.targetPort] : site.fail({
    problem: `is needed: the workload '${workloadName}' has no port of its own`,
    fix: 'give the ports of the pods that the pool names, or port to the workload',
  }));
  targetPorts.forEach((port, i) => checkPort(site.at(i), port));
  site.check(targetPorts.length >= 1 && targetPorts.length <= MAX_TARGET_PORTS && new Set(targetPorts).size === targetPorts.length, {
    problem: `must be 1 to ${MAX_TARGET_PORTS} different ports`,
    got: targetPorts,
    fix: 'name each port of the pool once',
  });
  return targetPorts;
}
