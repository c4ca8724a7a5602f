import { checkAdoption } from './adopted-pools';
import { checkAskable, checkFollowable } from './member-checks';
import { admitPicker } from './pool-access';
import type { PoolMembers, PoolServer } from './pool-access';
import type { BoundPool, IInferencePool, PoolSite } from './pool-binding';
import { registerPool } from './pool-binding';
import { checkTargetPorts } from './target-ports';
import type { ExternalFact } from '../../core/external-object';
import { checkPath } from '../../core/match/path-match';
import { checkLabel, checkNamespace } from '../../core/names';
import type { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { deniesByDefault } from '../context';
import { PortProtocol } from '../port';
import type { IWorkload } from '../workload';
import { Workload } from '../workload';

/** What is known of an InferencePool that exists. */
export interface InferencePoolAttributes {
  /** `metadata.name` */
  readonly name: string;
  /**
   * Its namespace. Another one than the route's gets a ReferenceGrant.
   * @default - the route's
   */
  readonly namespace?: string;
  /**
   * The model servers that it selects, in its namespace. The gateway is then let through to them, and the picker to their metrics.
   * @default - not known; needed where the namespace of the pool denies by default
   */
  readonly servers?: IWorkload;
  /**
   * The ports of those pods that it names (`spec.targetPorts`), 1 to 8 of them.
   * @default - what the main port of `servers` leads to
   */
  readonly targetPorts?: number[];
  /**
   * The path of their metrics.
   * @default /metrics
   */
  readonly metricsPath?: string;
  /**
   * The endpoint picker that it names (`spec.endpointPickerRef`), in its namespace. The gateway is then let through to its main port.
   * @default - not known; needed where the namespace of the pool denies by default
   */
  readonly endpointPicker?: IWorkload;
}

/** A pool of somebody else. */
export function foreignPool(attributes: InferencePoolAttributes): IInferencePool {
  const pool: IInferencePool = { poolName: attributes.name };
  registerPool(pool, (at) => bind(at, attributes));
  return pool;
}

function bind(at: PoolSite, attributes: InferencePoolAttributes): BoundPool {
  const { context, site } = at;
  const name = checkLabel(site.at('name'), attributes.name);
  const namespace = attributes.namespace === undefined ? at.namespace : checkNamespace(site.at('namespace'), attributes.namespace);
  const members = bindMembers(at, attributes, namespace);
  site.check(members !== undefined || !deniesByDefault(context, namespace), {
    problem: `names an InferencePool of which model servers and endpoint picker are not known, and its namespace ${namespace} denies by default: `
      + 'nothing would reach them',
    got: name,
    fix: 'declare both as workloads (mesh.workloadFromAttributes, with podLabels and port), and give them as servers and endpointPicker',
  });
  const known = facts({ namespace, name }, members);
  context.externals.add(() => [known]);
  if (members) {
    checkAdoption(at, known);
    admitPicker(members);
  }
  return { namespace, name, protocol: PortProtocol.HTTP, members };
}

/** The workloads behind a pool; undefined where none is named. */
function bindMembers(at: PoolSite, attributes: InferencePoolAttributes, namespace: string): PoolMembers | undefined {
  const { context, site } = at;
  const needs = [['servers', 'endpointPicker'], ['endpointPicker', 'servers'], ['targetPorts', 'servers'], ['metricsPath', 'servers']] as const;
  for (const [prop, other] of needs) {
    site.at(prop).check(attributes[prop] === undefined || attributes[other] !== undefined, {
      problem: `says who may reach whom, which takes ${other} as well`,
      fix: `give ${other}, or leave ${prop} out`,
    });
  }
  if (!attributes.servers || !attributes.endpointPicker) {
    return undefined;
  }
  const servers = member(at, site.at('servers'), attributes.servers, namespace);
  const picker = member(at, site.at('endpointPicker'), attributes.endpointPicker, namespace);
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
  const server = serverOf(site, servers, attributes);
  checkFollowable(site.at('servers'), servers);
  checkAskable(site.at('endpointPicker'), picker);
  return { servers: [server], picker };
}

function serverOf(site: Site, workload: Workload, { targetPorts: named, metricsPath }: InferencePoolAttributes): PoolServer {
  const [main] = workload.ports;
  const ports = named ?? (main ? [main.targetPort] : site.at('targetPorts').fail({
    problem: `is needed: the workload '${workload.workloadName}' has no port of its own`,
    fix: 'give the ports of the pods that the pool names, or port to the workload',
  }));
  const targetPorts = checkTargetPorts(site.at('targetPorts'), ports);
  return {
    workload,
    targetPorts,
    metricsPorts: [...new Set([...targetPorts, ...workload.metricsPort === undefined ? [] : [workload.metricsPort]])],
    metricsPath: checkPath(site.at('metricsPath'), metricsPath ?? '/metrics'),
  };
}

function member({ context }: PoolSite, site: Site, workload: IWorkload, namespace: string): Workload {
  const found = workload instanceof Workload && workload.context === context ? workload : site.fail({
    problem: "must be a workload of the route's own mesh",
    got: workload.workloadName,
    fix: 'declare it there with mesh.addWorkload or mesh.workloadFromAttributes',
  });
  site.check(found.namespace === namespace, {
    problem: `must be in the namespace of the pool (${namespace}), which names none of another`,
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

/** The pool as far as it is known. */
function facts(pool: { readonly namespace: string; readonly name: string }, members: PoolMembers | undefined): ExternalFact {
  const object = { apiVersion: 'inference.networking.k8s.io/v1', kind: 'InferencePool', ...pool };
  if (!members) {
    return { ...object, requirements: ['an endpoint picker that runs'] };
  }
  const { servers: [{ workload, targetPorts }], picker } = members;
  const [{ port: number }] = picker.ports;
  const labels = workload.podLabels ?? {};
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
