import type { ManifestIndex } from '../../manifest/manifest-index';
import type { Labels } from '../../manifest/shapes';
import type { Reason } from '../reason';
import type { ClusterKey, ClusterTable, ListenerTable } from '../tables';
import type { Registry, RegistryHost } from './registry';

/** Why proxies of a namespace know no cluster of that name, and the way out. */
export function whyNoCluster(index: ManifestIndex, registry: Registry, namespace: string, { host, port, subset }: ClusterKey): Reason {
  const target = registry.find(host);
  if (host === '') {
    return { text: 'the route may not refer to its backend (a ReferenceGrant in the backend\'s namespace permits it), or the backend is of a kind that is not served' };
  }
  if (target === undefined) {
    return { text: `there is no Service with the host ${host}: mend the name in the route, or add the Service` };
  }
  if (!target.ports.some((each) => each.port === port)) {
    return whyNoPort(target, port);
  }
  const names = index.destinationRules.for(host, namespace, target.namespace).flatMap(({ spec }) => spec.subsets ?? []).map(({ name }) => name);
  return { text: `no DestinationRule gives ${nameOf(target)} the subset ${subset}: ${list('it has', names, 'it has none')}` };
}

/** Why nobody is behind a cluster. */
export function whyNoEndpoints({ key, service, endpoints }: ClusterTable): Reason {
  const name = service?.id ?? key.host;
  const origin = service && { object: service, at: service.at('spec', 'selector') };
  const labels = service?.spec.selector ?? {};
  if (endpoints.length > 0) {
    return { text: `none of the pods of ${name} is ready`, origin };
  }
  const subset = key.subset === undefined ? '' : `, in the subset ${key.subset}`;
  return { text: `${name} has no pods: none that runs has ${Object.keys(labels).length === 0 ? 'the labels that it selects' : `the labels ${written(labels)}`}${subset}`, origin };
}

/** Why nobody took the connection. */
export function whyNoListener(listeners: readonly ListenerTable[]): Reason {
  const ports = listeners.map(({ port, isTls, serverName }) => `${isTls ? 'https' : 'http'} on ${port}${serverName === undefined ? '' : ` for ${serverName}`}`);
  return { text: `no listener takes it: ${list('there is', [...new Set(ports)], 'there is none')}` };
}

function whyNoPort(target: RegistryHost, port: number): Reason {
  const object = target.service ?? target.entry ?? target.pool;
  return {
    text: `${nameOf(target)} has no port ${port}: ${list('it listens on', target.ports.map((each) => `${each.port}`), 'it has no ports')}`,
    origin: object && { object, at: object.at('spec', 'ports') },
  };
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
