import type { MeshContext } from './context';
import { rootNamespaceOf } from './context';
import type { ResolvedPort } from './port';
import type { Workload } from './workload';
import type { WorkloadOptions } from './workload-options';
import { ROLE_NEEDS, WorkloadRole } from './workload-role';
import { checkLabels } from '../core/names';
import { checkInteger, checkPort } from '../core/numbers';
import type { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';

type Labels = { readonly [key: string]: string };

/** Pod labels that decide on the membership of the pods, or on the way to them. */
const DECIDED_BY_OTHER_PROPS = ['istio.io/dataplane-mode', 'sidecar.istio.io/inject', 'istio.io/use-waypoint'];

const SERVICE_PROPS = ['targetPort', 'protocol', 'additionalPorts', 'headless', 'serviceName', 'trafficPolicy'] as const;
const MESH_PROPS = ['plaintextPorts', 'peerPorts', 'proxy', 'scopeEgress', 'trafficPolicy'] as const;

export function checkWorkloadProps(site: Site, props: WorkloadOptions): void {
  for (const prop of ['plaintextPorts', 'peerPorts'] as const) {
    props[prop]?.forEach((port, i) => checkPort(site.at(prop, i), port));
  }
  if (props.metricsPort !== undefined) {
    checkPort(site.at('metricsPort'), props.metricsPort);
  }
  if (props.replicas !== undefined) {
    checkInteger(site.at('replicas'), props.replicas, { min: 0, max: 100_000, fix: 'give the number of pods' });
  }
  for (const prop of SERVICE_PROPS) {
    site.at(prop).check(props.port !== undefined || props[prop] === undefined, {
      problem: 'says something of a Service, and there is none without port',
      got: props[prop],
      fix: 'give port as well',
    });
  }
  site.at('egressHosts').check(!props.egressHosts || props.scopeEgress === true, {
    problem: 'has no effect without scopeEgress',
    got: props.egressHosts,
    fix: 'set scopeEgress: true',
  });
  if (props.outsideMesh) {
    checkOutsideMesh(site, props);
  }
}

function checkOutsideMesh(site: Site, props: WorkloadOptions): void {
  for (const prop of MESH_PROPS) {
    site.at(prop).check(props[prop] === undefined, {
      problem: 'has no effect on pods that are outside of the mesh',
      got: props[prop],
      fix: 'leave it or outsideMesh out',
    });
  }
  const role = props.role ?? WorkloadRole.GENERIC;
  site.at('outsideMesh').check(!ROLE_NEEDS[role].scrapes, {
    problem: `leaves role ${role} without the identity by which metrics ports admit it`,
    got: true,
    fix: 'leave outsideMesh out, or leave role out and open the metrics ports with plaintextPorts of the workloads',
  });
}

/** Labels by which Service and policies select the pods. */
export function checkPodLabels(site: Site, labels: Labels | undefined): void {
  checkLabels(site, labels ?? {});
  site.check(labels === undefined || Object.keys(labels).length > 0, {
    problem: 'must not be empty, since a selector without labels selects every pod of the namespace',
    got: {},
    fix: 'give the labels of the pods, or leave the prop out',
  });
  const decided = DECIDED_BY_OTHER_PROPS.filter((key) => labels && key in labels);
  site.check(decided.length === 0, {
    problem: `must not hold ${decided.join(', ')}, which the mesh decides on`,
    got: labels,
    fix: 'use outsideMesh to take the pods out of the mesh',
  });
}

/** What is said of some pods must not be said of the pods of another workload: policies add up where selectors overlap. */
export function checkDistinctPods(site: Site, workload: Workload, labels: Labels | undefined, others: readonly Workload[]): void {
  const twin = others.find((other) => other.namespace === workload.namespace
    && other.serviceAccountName !== workload.serviceAccountName && overlap(labels, other.podLabels));
  site.check(twin === undefined, {
    problem: `select pods of the workload '${twin?.workloadName}', which run as another service account (${twin?.serviceAccountName})`,
    got: labels,
    fix: 'give the pods labels of their own; for a second Service of the same pods give the same serviceAccount',
  });
}

/** Whoever runs as the account of a waypoint or gateway is let through wherever those are. */
export function checkOwnIdentity(site: Site, context: MeshContext, { namespace, serviceAccountName }: Workload): void {
  const ofGateway = context.gateway?.callerIdentity;
  const isGateway = ofGateway?.namespace === namespace && ofGateway.serviceAccount === serviceAccountName;
  const isWaypoint = context.target.dataPlane === DataPlane.AMBIENT && serviceAccountName === 'waypoint' && namespace !== rootNamespaceOf(context);
  site.check(!isGateway && !isWaypoint, {
    problem: `is the service account of the ${isGateway ? 'gateway' : 'waypoint'}: the pods would be let through wherever that is`,
    got: serviceAccountName,
    fix: 'choose another serviceAccount',
  });
}

/** A sidecar is worth a word only where pods have none by themselves. */
export function checkSidecar(site: Site, dataPlane: DataPlane, { sidecar, outsideMesh }: Pick<Workload, 'sidecar' | 'outsideMesh'>): void {
  site.check(!sidecar || dataPlane === DataPlane.AMBIENT, {
    problem: 'says nothing in sidecar mode, where every pod has one',
    got: true,
    fix: 'leave it out',
  });
  site.check(!sidecar || !outsideMesh, { problem: 'contradicts outsideMesh', got: true, fix: 'leave one of the two out' });
}

/** In sidecar mode the peer ports bypass the proxy; what needs the proxy cannot be on them. */
export function checkPeerPorts(
  site: Site,
  dataPlane: DataPlane,
  { peerPorts = [], plaintextPorts = [], metricsPort }: { peerPorts?: readonly number[]; plaintextPorts?: readonly number[]; metricsPort?: number },
): void {
  const shared = peerPorts.find((port) => plaintextPorts.includes(port) || port === metricsPort);
  site.at('peerPorts').check(dataPlane === DataPlane.AMBIENT || shared === undefined, {
    problem: `holds ${shared}, which is ${shared === metricsPort ? 'the metrics port' : 'one of plaintextPorts'} too: in sidecar mode the proxy does not see it`,
    got: peerPorts,
    fix: 'use another port for the traffic among the pods',
  });
}

/** Where HTTP is compared there must be HTTP: policies with methods or paths match nothing on a TCP port. */
export function checkHttpPort(site: Site, ports: readonly ResolvedPort[]): void {
  site.check(ports.some(({ protocol }) => protocol !== 'tcp'), {
    problem: ports.length > 0
      ? `compares methods or paths, and no port of the Service speaks HTTP (${ports.map(({ port, protocol }) => `${port} ${protocol}`).join(', ')})`
      : 'compares methods or paths, and the workload has no Service, so that no proxy takes its traffic for HTTP',
    fix: ports.length > 0 ? 'give the protocol of the port, or leave methods and paths out' : 'give port to the workload, or leave methods and paths out',
  });
}

function overlap(a: Labels = {}, b: Labels = {}): boolean {
  const [few, many] = [a, b].sort((x, y) => Object.keys(x).length - Object.keys(y).length);
  const keys = Object.keys(few);
  return keys.length > 0 && keys.every((key) => few[key] === many[key]);
}
