import type { Refusal } from '../../manifest/gateway-api/attachments';
import type { ClosedListener } from '../../manifest/gateway-api/closed-listeners';
import type { Listener } from '../../manifest/gateway-api/listeners';
import { hostCovers } from '../../manifest/host-names';
import { exportsOf } from '../../manifest/istio/exports';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { PodSet } from '../../manifest/pods';
import type { Labels } from '../../manifest/shapes';
import type { Reason } from '../reason';
import type { ClusterKey, ClusterTable, ListenerTable, ProxyTables } from '../tables';
import { isAlias, type Registry, type RegistryHost } from './registry';
import { isExported, isKnownTo, isVisible, type Reader, type Seeing } from './visibility';

const EXPORT_TO = 'networking.istio.io/exportTo';

/** Why somebody knows no cluster of that name, and the way out. */
export function whyNoCluster(index: ManifestIndex, registry: Registry, reader: Reader, { host, port, subset }: ClusterKey): Reason {
  const target = registry.find(host);
  if (host === '') {
    return { text: 'the route may not refer to its backend (a ReferenceGrant in the backend\'s namespace permits it), or the backend is of a kind that is not served' };
  }
  if (target === undefined) {
    return { text: `there is no Service with the host ${host}: mend the name in the route, or add the Service` };
  }
  if (isAlias(target)) {
    return whyNotLed(target);
  }
  if (!target.ports.some((each) => each.port === port)) {
    return whyNoPort(target, port);
  }
  if (!isKnownTo(index, reader, target)) {
    return whyHidden(target, reader);
  }
  const names = index.destinationRules.for(host, reader, target.namespace)?.subsets.map(({ name }) => name) ?? [];
  return { text: `no DestinationRule gives ${nameOf(target)} the subset ${subset}: ${list('it has', names, 'it has none')}` };
}

/** Why a route to a host that stands for another name leads nowhere. */
function whyNotLed(target: RegistryHost): Reason {
  const service = target.service!;
  return {
    text: `${nameOf(target)} stands for ${service.spec.externalName}: routes follow it to a Service, not to another name, at the ports of both: name that Service in the route`,
    origin: { object: service, at: service.at('spec', 'externalName') },
  };
}

/** Why nobody is behind a cluster. */
export function whyNoEndpoints({ key, service, entry, endpoints, portless, hidden }: ClusterTable): Reason {
  if (hidden !== undefined) {
    return hidden;
  }
  const name = service?.id ?? key.host;
  const origin = service && { object: service, at: service.at('spec', 'selector') };
  const labels = service?.spec.selector ?? {};
  if (endpoints.length > 0) {
    return { text: `none of the pods of ${name} is ready`, origin };
  }
  const target = service?.spec.ports?.find(({ port }) => port === key.port)?.targetPort;
  if (service !== undefined && portless !== undefined) {
    const { owner } = portless;
    return { text: `${name} leads to the port ${target}, and no container of ${owner.id} has a port of that name`, origin: { object: owner, at: portless.at('spec', 'containers') } };
  }
  if (entry !== undefined && entry.spec.workloadSelector === undefined) {
    const text = `no endpoint of ${entry.id} has the labels of the subset ${key.subset}`;
    return { text, origin: { object: entry, at: entry.at('spec', 'endpoints') } };
  }
  const subset = key.subset === undefined ? '' : `, in the subset ${key.subset}`;
  return { text: `${name} has no pods: none that runs has ${Object.keys(labels).length === 0 ? 'the labels that it selects' : `the labels ${written(labels)}`}${subset}`, origin };
}

/** How each refusal of a route reads. */
const REFUSALS: Readonly<Record<Refusal, string>> = {
  'sectionName': 'the parentRef names another section than',
  'port': 'the parentRef names another port than that of',
  'kind': 'its kind is not allowed by',
  'namespace': 'its namespace is not allowed by',
  'unknown namespace': 'the labels of its namespace are not known, which decide at',
  'hostname': 'its hosts are none of',
};

/** Which routes wanted the host, or any, and were not taken by a listener. */
export function whyNoHost(index: ManifestIndex, listeners: readonly Listener[], host: string): readonly Reason[] {
  const refused = listeners.flatMap((listener) => index.attachments.to(listener.owner).flatMap(({ route, at, refused: all }) => (
    all.filter((each) => each.listener.index === listener.index).map(({ why }) => ({ listener, route, at, why })))));
  return refused.filter(({ route: { spec: { hostnames = [] } } }) => hostnames.length === 0 || hostnames.some((each) => hostCovers(each, host)))
    .map(({ listener: { spec }, route, at, why }) => {
      const name = `the listener ${spec.name}${spec.hostname === undefined ? '' : ` (${spec.hostname})`}`;
      return { text: `${route.id} is not served: ${REFUSALS[why]} ${name}`, origin: { object: route, at } };
    });
}

/** Why a listener is not there that is written. */
export function whyNotOpened({ listener, ungranted, rival }: ClosedListener): Reason {
  const { owner, spec: { name, protocol, port } } = listener;
  const text = `the listener ${name} of ${owner.id} is not opened:`;
  if (rival !== undefined) {
    return { text: `${text} port ${port} is that of the listener ${rival.spec.name}, for ${rival.spec.protocol}`, origin: { object: owner, at: listener.at('port') } };
  }
  return ungranted === undefined
    ? { text: `${text} it is for ${protocol} and has no tls`, origin: { object: owner, at: listener.at('protocol') } }
    : {
      text: `${text} no ReferenceGrant in ${ungranted.namespace} lets it name the Secret ${ungranted.name}`,
      origin: { object: owner, at: listener.at('tls', 'certificateRefs', ungranted.i) },
    };
}

/** Why nobody took the connection. */
export function whyNoListener({ listeners, closed = [] }: Pick<ProxyTables, 'listeners' | 'closed'>): Reason {
  const ports = listeners.map((listener) => `${spokenAt(listener)} on ${listener.port}${listener.serverName === undefined ? '' : ` for ${listener.serverName}`}`);
  const there = list('there is', [...new Set(ports)], 'there is none');
  return { text: ['no listener takes it: ', [there, ...closed.map(({ text }) => text)].join('; ')].join(''), origin: closed[0]?.origin };
}

function spokenAt({ isTls, passes }: ListenerTable): string {
  return passes === undefined ? (isTls ? 'https' : 'http') : isTls ? (passes.endsTls ? 'TLS' : 'TLS, passed on,') : 'TCP';
}

function whyNoPort(target: RegistryHost, port: number): Reason {
  const object = target.service ?? target.entry ?? target.pool;
  return {
    text: `${nameOf(target)} has no port ${port}: ${list('it listens on', target.ports.map((each) => `${each.port}`), 'it has no ports')}`,
    origin: object && { object, at: object.at('spec', 'ports') },
  };
}

/** Why proxies of a namespace know nothing of a host. */
export function whyHidden(target: RegistryHost, { namespace }: Reader): Reason {
  const object = (target.service ?? target.entry ?? target.pool)!;
  const at = target.entry === undefined ? object.at('metadata', 'annotations', EXPORT_TO) : object.at('spec', 'exportTo');
  const said = exportsOf(object).length === 0 ? 'by defaultServiceExportTo of the mesh: add an exportTo with' : '(exportTo): add';
  return { text: `${nameOf(target)} is not exported to the namespace ${namespace} of the proxy ${said} the namespace`, origin: { object, at } };
}

/** Why the sidecar of pods finds no port of a host that somebody has; undefined: it does. */
export function whyUnseen(seeing: Seeing, pods: PodSet, target: RegistryHost, port: number): Reason | undefined {
  const { index } = seeing;
  const { namespace } = pods;
  if (!isExported(index, target, namespace)) {
    return whyHidden(target, { namespace });
  }
  const sidecar = index.sidecars.of(pods);
  return sidecar !== undefined && !isVisible(seeing, pods, target, port)
    ? { text: `${sidecar.id} leaves ${nameOf(target)} out: add its host to the egress`, origin: { object: sidecar, at: sidecar.at('spec', 'egress') } }
    : undefined;
}

function nameOf({ service, entry, pool, host }: RegistryHost): string {
  return (service ?? entry ?? pool)?.id ?? host;
}

function written(labels: Labels): string {
  return Object.entries(labels).map(([label, value]) => `${label}=${value}`).join(', ');
}

function list(before: string, items: readonly string[], none: string): string {
  return items.length === 0 ? none : `${before} ${items.join(', ')}`;
}
