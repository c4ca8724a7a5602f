import type { RegistryHost } from './registry';

/** The names by which callers in a namespace may call a host (pilot/pkg/networking/core/httproute.go `generateVirtualHostDomains`). */
export function domainsOf({ host, service, isHeadless }: RegistryHost, namespace: string): readonly string[] {
  const names = [host, `${host}.`, ...(service === undefined ? [] : shortNames(host, service.namespace === namespace))];
  return isHeadless ? [...names, ...names.map((name) => `*.${name}`)] : names;
}

/** `a`, `a.ns` and `a.ns.svc`; from other namespaces the first one means something else. */
function shortNames(host: string, isOwn: boolean): readonly string[] {
  const end = host.indexOf('.svc.');
  const withNamespace = host.slice(0, end);
  return [...(isOwn ? [withNamespace.slice(0, withNamespace.indexOf('.'))] : []), `${withNamespace}.svc`, withNamespace];
}
