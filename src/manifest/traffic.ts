import type { Attachments } from './gateway-api/attachments';
import { ROUTE_KINDS } from './gateway-api/attachments';
import { type BackendRef, backendRefs } from './gateway-api/backend-refs';
import { groupBy } from './group-by';
import type { Hosts } from './hosts';
import * as kinds from './kinds';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';
import type { ServiceSpec } from './shapes';
import type { VirtualServiceSpec } from '../../imports/networking.istio.io';

type Service = ManifestObject<ServiceSpec>;
type VirtualService = ManifestObject<VirtualServiceSpec>;

/** A route, and the Service that it sends to. */
interface Sending {
  readonly route: ManifestObject;
  readonly service: Service;
  /** Undefined for a VirtualService. */
  readonly ref?: BackendRef;
}

/** A route, and where it says that it sends to a pool. */
interface PoolSending {
  readonly route: ManifestObject;
  readonly ref: BackendRef;
}

/** Which Services receive requests by routes, and for which of them routes decide. */
export class Traffic {
  private list: readonly Sending[] | undefined;
  private sendings: ReadonlyMap<ManifestObject, readonly Sending[]> | undefined;
  private routes: ReadonlyMap<ManifestObject, readonly Sending[]> | undefined;
  private services: ReadonlyMap<ManifestObject, readonly VirtualService[]> | undefined;
  private pools: ReadonlyMap<string, readonly PoolSending[]> | undefined;

  constructor(private readonly objects: Objects, private readonly hosts: Hosts, private readonly attachments: Attachments) {}

  /** The routes that send requests, or copies of them, to the Service; those with weight 0 among them. */
  public to(service: Service): readonly Sending[] {
    this.sendings ??= groupBy(this.all(), (sending) => sending.service as ManifestObject);
    return this.sendings.get(service) ?? [];
  }

  /** The routes that send requests, or copies of them, to the InferencePool. */
  public toPool({ namespace, name }: ManifestObject): readonly PoolSending[] {
    this.pools ??= groupBy(this.byPools(), ({ ref }) => `${ref.namespace}/${ref.name}`);
    return this.pools.get(`${namespace}/${name}`) ?? [];
  }

  /** The Services that a route sends to. */
  public targetsOf(route: ManifestObject): readonly Service[] {
    this.routes ??= groupBy(this.all(), (sending) => sending.route);
    return [...new Set((this.routes.get(route) ?? []).map(({ service }) => service))];
  }

  /** The routes for callers in the mesh that address the Service. */
  public meshRoutesOf(service: Service): readonly ManifestObject[] {
    return [...new Set(this.attachments.to(service).map(({ route }) => route as ManifestObject))];
  }

  /** The VirtualServices for callers in the mesh that address the Service. */
  public virtualServicesOf(service: Service): readonly VirtualService[] {
    this.services ??= this.hosted();
    return this.services.get(service) ?? [];
  }

  /** The Services that a VirtualService is for, for callers in the mesh. */
  public servicesFor(virtualService: VirtualService): readonly Service[] {
    const { gateways = [], hosts = [] } = virtualService.spec;
    return gateways.length > 0 && !gateways.includes('mesh') ? [] : hosts.flatMap((host) => this.hosts.find(host, virtualService.namespace).service ?? []);
  }

  private all(): readonly Sending[] {
    this.list ??= [...this.byRoutes(), ...this.byVirtualServices()];
    return this.list;
  }

  private hosted(): ReadonlyMap<ManifestObject, readonly VirtualService[]> {
    const pairs = this.objects.all(kinds.VIRTUAL_SERVICE)
      .flatMap((virtualService) => this.servicesFor(virtualService).map((service) => ({ service, virtualService })));
    const grouped = groupBy(pairs, ({ service }) => service as ManifestObject);
    return new Map([...grouped].map(([service, list]) => [service, list.map(({ virtualService }) => virtualService)]));
  }

  private byRoutes(): Sending[] {
    return ROUTE_KINDS.flatMap((kind) => this.objects.all(kind as typeof kinds.HTTP_ROUTE)).flatMap((route) => backendRefs(route).flatMap((ref) => {
      const service = ref.group === '' && ref.kind === 'Service' ? this.objects.find(kinds.SERVICE, ref.namespace, ref.name) : undefined;
      return service === undefined ? [] : [{ route, service, ref }];
    }));
  }

  private byPools(): PoolSending[] {
    return this.objects.all(kinds.HTTP_ROUTE).flatMap((route) => backendRefs(route)
      .filter(({ group, kind }) => group === kinds.INFERENCE_POOL.group && kind === kinds.INFERENCE_POOL.kind)
      .map((ref) => ({ route, ref })));
  }

  private byVirtualServices(): Sending[] {
    return this.objects.all(kinds.VIRTUAL_SERVICE).flatMap((route) => destinationsOf(route).flatMap((host) => {
      const { service } = this.hosts.find(host, route.namespace);
      return service === undefined ? [] : [{ route, service }];
    }));
  }
}

/** Every host that a VirtualService sends to, mirrors included. */
function destinationsOf({ spec: { http = [], tcp = [], tls = [] } }: VirtualService): string[] {
  return [
    ...http.flatMap(({ route = [], mirror, mirrors = [] }) => [
      ...route.map(({ destination }) => destination.host),
      ...(mirror === undefined ? [] : [mirror.host]),
      ...mirrors.map(({ destination }) => destination.host),
    ]),
    ...[...tcp, ...tls].flatMap(({ route = [] }) => route.map(({ destination }) => destination.host)),
  ];
}
