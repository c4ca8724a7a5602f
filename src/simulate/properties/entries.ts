import { DataPlane } from '../../core/versions/data-plane';
import type { PodSet } from '../../manifest/pods';
import { domainsOf } from '../compile/domains';
import { Registry, type RegistryHost } from '../compile/registry';
import type { Mesh } from '../mesh';
import type { FullName } from '../request';
import { domainRegex, oneOf, type Predicate } from './predicate';

/** A way into the mesh: all requests that come by it differ in nothing but themselves. */
export interface Entry {
  readonly source?: FullName;
  readonly gateway?: FullName;
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** The names of hosts that are called by it, as an expression; unset: any. */
  readonly hosts?: string;
  /** What tells hosts apart on the way in. */
  readonly domains: readonly Predicate[];
}

/** Port 80, where sidecars know hosts that are no Services. */
const FOREIGN_PORT = 80;

/** By each port of a Gateway. */
export function entriesFromOutside(mesh: Mesh): readonly Entry[] {
  return mesh.entrances.flatMap((entrance) => {
    const [gateway] = entrance.names;
    const { listeners } = mesh.entranceTables(entrance);
    const ports = new Map(listeners.map(({ port, isTls }) => [`${port} ${isTls}`, { port, isTls }]));
    return [...ports.values()].map(({ port, isTls }): Entry => {
      const own = listeners.filter((each) => each.port === port && each.isTls === isTls);
      const domains = own.flatMap(({ serverName, virtualHosts }) => [serverName ?? '*', ...virtualHosts.flatMap((host) => host.domains)]);
      return {
        gateway,
        scheme: isTls ? 'https' : 'http',
        port,
        domains: [...new Set(domains)].filter((domain) => domain !== '*').map((domain) => ({ regex: domainRegex(domain.toLowerCase()) })),
      };
    });
  });
}

/** From each caller to each port of each host that the registry has, and to what sidecars route besides. */
export function entriesFromInside(mesh: Mesh, callers: readonly FullName[]): readonly Entry[] {
  const registry = new Registry(mesh.index);
  return callers.flatMap((source) => [
    ...calledHosts(registry).flatMap((host) => host.ports.map(({ port }): Entry => ({ source, scheme: 'http', port, hosts: namesOf(host, source), domains: [] }))),
    ...foreignHosts(mesh, registry, source).map((domain): Entry => ({
      source, scheme: 'http', port: FOREIGN_PORT, hosts: domainRegex(domain), domains: [],
    })),
  ]);
}

/** A Gateway is not called by the Service that istiod makes of it. */
function calledHosts({ hosts }: Registry): readonly RegistryHost[] {
  return hosts.filter(({ gateway }) => gateway === undefined);
}

/** Short names too: whoever compares hosts may tell them apart. Names of single pods are left out. */
function namesOf(host: RegistryHost, { namespace }: FullName): string {
  return host.host.startsWith('*') ? domainRegex(host.host) : oneOf(domainsOf(host, namespace).filter((name) => !name.startsWith('*') && !name.endsWith('.')));
}

function foreignHosts(mesh: Mesh, registry: Registry, source: FullName): readonly string[] {
  const pods = podsOf(mesh, source);
  if (pods === undefined || mesh.index.namespaces.membership(pods) !== DataPlane.SIDECAR) {
    return [];
  }
  const [{ virtualHosts }] = mesh.outbound(pods, FOREIGN_PORT).listeners;
  return virtualHosts.map(({ domains: [domain] }) => domain).filter((domain) => registry.find(domain) === undefined);
}

function podsOf({ index }: Mesh, { namespace, name }: FullName): PodSet | undefined {
  return index.pods.in(namespace).find(({ serviceAccount }) => serviceAccount === name);
}

/** The hosts that can be called, for whoever named another one. */
export function hostsThereAre(mesh: Mesh, from: readonly ('outside' | 'inside')[]): readonly string[] {
  const outside = mesh.entrances.flatMap((entrance) => mesh.entranceTables(entrance).listeners)
    .flatMap(({ virtualHosts }) => virtualHosts.flatMap(({ domains }) => domains));
  const inside = calledHosts(new Registry(mesh.index)).map(({ host }) => host);
  return [...new Set([...(from.includes('outside') ? outside : []), ...(from.includes('inside') ? inside : [])])].sort();
}
