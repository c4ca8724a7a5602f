import { Memory } from '../memory';
import type { RegistryHost } from './registry';

/** Of a host for those in its own namespace, and for all others. */
const known = new WeakMap<RegistryHost, Memory<boolean, readonly string[]>>();

/** The names by which callers in a namespace may call a host, in small letters (pilot/pkg/networking/core/httproute.go `generateVirtualHostDomains`). */
export function domainsOf(target: RegistryHost, namespace: string): readonly string[] {
  const names = known.get(target) ?? new Memory();
  known.set(target, names);
  const isOwn = target.service?.namespace === namespace;
  return names.recall(isOwn, () => namesOf(target, isOwn));
}

function namesOf({ host, service, isHeadless }: RegistryHost, isOwn: boolean): readonly string[] {
  const full = host.toLowerCase();
  const names = [full, `${full}.`, ...(service === undefined ? [] : shortNames(full, isOwn))];
  return isHeadless ? [...names, ...names.map((name) => `*.${name}`)] : names;
}

/** `a`, `a.ns` and `a.ns.svc`; from other namespaces the first one means something else. */
function shortNames(host: string, isOwn: boolean): readonly string[] {
  const end = host.indexOf('.svc.');
  const withNamespace = host.slice(0, end);
  return [...(isOwn ? [withNamespace.slice(0, withNamespace.indexOf('.'))] : []), `${withNamespace}.svc`, withNamespace];
}
