import { groupBy } from './group-by';
import { hostCovers } from './host-names';
import * as kinds from './kinds';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';
import type { ServiceSpec } from './shapes';
import type { ServiceEntrySpec } from '../../imports/networking.istio.io';

/** What a host of Istio's own APIs means. */
export interface HostTarget {
  /** The name in full. */
  readonly fqdn: string;
  readonly service?: ManifestObject<ServiceSpec>;
  /** The ServiceEntry whose hosts name it, exactly or by wildcard. */
  readonly entry?: ManifestObject<ServiceEntrySpec>;
  /** Namespace and name where the host has the form of a Service's. */
  readonly serviceName?: { readonly namespace: string; readonly name: string };
}

/** Finds what a host means, seen from a namespace. */
export class Hosts {
  private entries: ReadonlyMap<string, readonly { readonly entry: ManifestObject<ServiceEntrySpec> }[]> | undefined;

  /** By the name in full. */
  private readonly targets = new Map<string, HostTarget>();

  constructor(private readonly objects: Objects, private readonly domain: string) {}

  /** A host that is left out names nothing. One without a dot is a Service of the same namespace; `name.namespace` stays as it is (pkg/config/resource `ResolveShortnameToFQDN`). */
  public fqdn(host: string | undefined, namespace: string): string {
    if (host === undefined) {
      return '';
    }
    return host.includes('.') || host.startsWith('*') ? host : this.fqdnOf({ name: host, namespace });
  }

  public fqdnOf({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
    return `${name}.${namespace}.svc.${this.domain}`;
  }

  public find(host: string | undefined, namespace: string): HostTarget {
    const fqdn = this.fqdn(host, namespace);
    const target = this.targets.get(fqdn) ?? this.targetOf(fqdn);
    this.targets.set(fqdn, target);
    return target;
  }

  /** What has the host, where nothing else has it too. */
  public onlyHolder(host: string | undefined, namespace: string): ManifestObject | undefined {
    const { fqdn, service } = this.find(host, namespace);
    const all: readonly ManifestObject[] = [...(service === undefined ? [] : [service]), ...this.entriesOf(fqdn)];
    return all.length === 1 ? all[0] : undefined;
  }

  /** The ServiceEntries whose hosts name it, exactly or by wildcard: several may give it ports. */
  public entriesOf(fqdn: string): readonly ManifestObject<ServiceEntrySpec>[] {
    return this.objects.all(kinds.SERVICE_ENTRY).filter(({ spec }) => spec.hosts.some((known) => hostCovers(known, fqdn)));
  }

  /** The ServiceEntries that have the very text among their hosts. */
  public entriesNaming(host: string): readonly ManifestObject<ServiceEntrySpec>[] {
    this.entries ??= groupBy(this.objects.all(kinds.SERVICE_ENTRY).flatMap((entry) => (
      [...new Set(entry.spec.hosts)].map((name) => ({ name, entry })))), ({ name }) => name);
    return (this.entries.get(host) ?? []).map(({ entry }) => entry);
  }

  private targetOf(fqdn: string): HostTarget {
    const serviceName = this.serviceName(fqdn);
    return {
      fqdn,
      serviceName,
      service: serviceName && this.objects.find(kinds.SERVICE, serviceName.namespace, serviceName.name),
      entry: this.entriesOf(fqdn)[0],
    };
  }

  private serviceName(fqdn: string) {
    const suffix = `.svc.${this.domain}`;
    const parts = fqdn.endsWith(suffix) ? fqdn.slice(0, -suffix.length).split('.') : [];
    return parts.length === 2 ? { name: parts[0], namespace: parts[1] } : undefined;
  }
}
