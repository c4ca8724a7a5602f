import type { VirtualServiceSpec } from '../../../imports/networking.istio.io';
import { groupBy } from '../group-by';
import type { Hosts } from '../hosts';
import { VIRTUAL_SERVICE } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';

type Service = ManifestObject<VirtualServiceSpec>;

interface Claim {
  readonly fqdn: string;
  readonly service: Service;
}

/** Which VirtualServices route a host for callers in the mesh. */
export class MeshHosts {
  private claims: ReadonlyMap<string, readonly Claim[]> | undefined;

  constructor(private readonly objects: Objects, private readonly hosts: Hosts) {}

  public servicesOf(fqdn: string): readonly Service[] {
    this.claims ??= groupBy(this.objects.all(VIRTUAL_SERVICE).filter(isForMesh).flatMap((service) => this.claimsOf(service)), (claim) => claim.fqdn);
    return (this.claims.get(fqdn) ?? []).map(({ service }) => service);
  }

  private claimsOf(service: Service): Claim[] {
    const names = (service.spec.hosts ?? []).map((host) => this.hosts.fqdn(host, service.namespace));
    return [...new Set(names)].map((fqdn) => ({ fqdn, service }));
  }
}

function isForMesh({ spec: { gateways = [] } }: Service): boolean {
  return gateways.length === 0 || gateways.includes('mesh');
}
