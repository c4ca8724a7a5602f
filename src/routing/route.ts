import { Construct } from 'constructs';
import type { BackendConfig } from './backend';
import { hostsOf } from './hosts';
import { declareModelHeaders } from './model-headers';
import { markForPickers } from './picker-marks';
import { renderHttpRouteRule } from './render-http-route';
import { renderVirtualServiceHttp } from './render-virtual-service';
import { checkRoute } from './route-checks';
import type { RouteProps } from './route-props';
import { MeshRouteKind } from './route-props';
import type { RouteRule } from './rule';
import { conditionsOf, withoutSources } from './rule';
import { splitRules } from './split';
import { HttpRoute } from '../../imports/gateway.networking.k8s.io';
import { VirtualService } from '../../imports/networking.istio.io';
import { acceptFinding } from '../core/accepted-finding';
import { checkLabel, labelFrom } from '../core/names';
import { checkPort } from '../core/numbers';
import { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';
import type { MeshContext } from '../mesh/context';
import { contextOf, namespaceOf, serviceKey } from '../mesh/context';
import { listForeignNamespace } from '../mesh/foreign-namespace';
import type { GatewayBinding, ParentRef } from '../mesh/gateway/binding';
import { admitToPool } from '../mesh/inference/pool-access';
import { MeshService, ServiceOrigin } from '../mesh/mesh-service';
import { PortProtocol, resolvePort, speaksHttp2 } from '../mesh/port';
import type { TrafficPolicy } from '../resilience/traffic-policy';
import type { AccessOptions } from '../security/access';
import { accessRule } from '../security/access';
import type { ICaller } from '../security/caller';

/** What check says of retries on codes, in an HTTPRoute and in a VirtualService. */
const PAID_TWICE = ['MLM0304', 'MLM0305'];

/** What a construct knows before it makes its rules. */
export interface RouteSurroundings {
  readonly context: MeshContext;
  readonly namespace: string;
  readonly site: Site;
}

interface RouteParent extends ParentRef {
  readonly namespace?: string;
  readonly port?: number;
}

interface HttpRouteParts {
  readonly name: string;
  readonly namespace: string;
  readonly rules: readonly RouteRule[];
}

/** The mesh and namespace that the props of a route name. */
export function surroundingsOf(construct: Construct, props: RouteProps): RouteSurroundings {
  const site = Site.of(construct);
  const context = contextOf(site.at('mesh'), props.mesh);
  const { name: namespace } = namespaceOf(context, site.at('namespace'), props.namespace);
  return { context, namespace, site };
}

/**
 * Puts rules where callers find them: an HTTPRoute at the gateway, a route of a Service for callers in the mesh, and the
 * policies that let both through to the backends.
 */
export class Route extends Construct {
  private readonly context: MeshContext;
  private readonly namespace: string;
  private readonly site: Site;
  private readonly name: string;
  private readonly gateway?: GatewayBinding;
  private readonly parent?: MeshService;
  private readonly backends: readonly BackendConfig[];
  /** Names of the HTTPRoutes at the gateway. */
  readonly gatewayRoutes: string[] = [];

  constructor(scope: Construct, surroundings: RouteSurroundings, private readonly props: RouteProps, private readonly rules: readonly RouteRule[]) {
    super(scope, 'route');
    this.context = surroundings.context;
    this.namespace = surroundings.namespace;
    this.site = surroundings.site;
    this.name = labelFrom(this.site.at('id'), scope.node.id);
    this.backends = distinctBackends(rules);
    this.gateway = this.gatewayOf(props);
    checkRoute({ ...surroundings, props, rules, gateway: this.gateway });
    this.acceptRetries();
    this.parent = props.service === undefined ? undefined : this.declareParent(props.service);
    if (this.gateway) {
      this.routeAtGateway(this.gateway);
    }
    if (this.parent) {
      this.routeInMesh(this.parent);
    }
    this.declareTrafficPolicies();
  }

  /** One edge, at everything that a caller in the mesh meets on the way. */
  allowFrom(caller: ICaller, options: AccessOptions = {}): void {
    const site = this.site.at('allowFrom');
    const rule = accessRule(site, caller, options);
    site.check(caller !== this.context.gateway, {
      problem: 'names the gateway, which does not come by way of the Service of the route',
      fix: 'leave it out: a route at the gateway (exposeAtGateway) admits it already',
    });
    const { consumerNamespace } = this.props;
    site.check(consumerNamespace === undefined || caller.callerIdentity.namespace === consumerNamespace, {
      problem: `names a caller in ${caller.callerIdentity.namespace}, and the route is for those in ${consumerNamespace}`,
      fix: 'allow it at the route of the Service, or at the workload behind it',
    });
    const onlyAtGateway = this.backends.find((backend) => backend.kind !== 'Service');
    const parent = this.parent ?? site.fail({
      problem: 'allows a caller in the mesh, and the route has no address there',
      fix: onlyAtGateway
        ? 'callers in the mesh use the Service of the gateway, which asks for no permission: '
          + `nothing else reaches the ${onlyAtGateway.kind} '${onlyAtGateway.name}'`
        : 'give service, the name that callers in the mesh use; callers from outside pass the gateway without this',
    });
    const workloads = this.backends.map((backend) => backend.workload ?? site.fail({
      problem: `cannot allow callers of the ${backend.kind} '${backend.name}', since its pods are not known`,
      fix: `declare it before the route: mesh.workloadFromAttributes('${backend.name}', { port: ${backend.port ?? '…'}, podLabels: { … } })`,
    }));
    const rewrites = this.rules.some(({ rewrite }) => rewrite?.prefix !== undefined);
    site.at('paths').check(!options.paths || !rewrites || this.context.target.dataPlane === DataPlane.AMBIENT, {
      problem: 'would be compared with the rewritten path: in sidecar mode the policy is applied at the pod',
      got: options.paths,
      fix: 'allow the caller without paths, or name the rewritten paths in allowFrom of the workload',
    });
    workloads.forEach((workload) => workload.checkCanBeCalled(site, caller));
    listForeignNamespace(this.context, caller.callerIdentity.namespace);
    parent.allow(rule);
    workloads.forEach((workload) => workload.addEdge(rule));
    this.context.workloads.find((workload) => workload === caller)?.extendEgress(parent, consumerNamespace);
  }

  private gatewayOf(props: RouteProps): GatewayBinding | undefined {
    const exposed = props.exposeAtGateway ?? (this.context.gateway !== undefined && props.consumerNamespace === undefined);
    if (!exposed) {
      return undefined;
    }
    return this.context.gateway ?? this.site.at('exposeAtGateway').fail({
      problem: 'needs a gateway, and the mesh has none',
      got: true,
      fix: 'give gateway to the MlServingMesh, or leave it out',
    });
  }

  /** The Service that callers address: a workload's, one of another route, or a new one that only the route answers for. */
  private declareParent(service: string): MeshService {
    const { context, namespace, props } = this;
    const name = checkLabel(this.site.at('service'), service);
    const existing = context.services.get(serviceKey(namespace, name));
    this.site.at('service').check(existing !== undefined || props.adoptService === true || props.consumerNamespace === undefined, {
      problem: `leads callers in ${props.consumerNamespace} past the routes of a Service that nobody has`,
      got: name,
      fix: 'declare its workload or route first, or set adoptService: true',
    });
    const [first] = this.backends;
    const port = props.servicePort === undefined ? first.port! : checkPort(this.site.at('servicePort'), props.servicePort);
    this.site.at('servicePort').check(!existing || props.servicePort === undefined || existing.ports.some((known) => known.port === port), {
      problem: `must be a port of the Service ${name} (${existing?.ports.map((known) => known.port).join(', ')})`,
      got: props.servicePort,
      fix: 'add the port to its workload, or leave the prop out',
    });
    this.site.at('adoptService').check(!existing || !props.adoptService, {
      problem: `has no effect on the Service ${name}, which ${existing?.node.scope!.node.path} declares`,
      got: true,
      fix: 'leave it out',
    });
    const parent = existing ?? new MeshService(this, 'service', {
      context,
      namespace,
      name,
      ports: [resolvePort(this.site.at('servicePort'), { port }, first.protocol)],
      origin: props.adoptService ? ServiceOrigin.ADOPTED : ServiceOrigin.CREATED,
    });
    this.checkSpeaksHttp(parent, props.servicePort);
    parent.useWaypoint(this.site.at('service'));
    return parent;
  }

  /** Of several ports of the Service the route takes one; the others, for metrics perhaps, stay as they are. */
  private portOf({ ports }: MeshService): number | undefined {
    return ports.length > 1 ? this.props.servicePort ?? ports[0].port : undefined;
  }

  private checkSpeaksHttp({ serviceName, ports }: MeshService, port = ports[0].port): void {
    this.site.at('servicePort').check(ports.find((known) => known.port === port)?.protocol !== PortProtocol.TCP, {
      problem: `leads to a port of the Service ${serviceName} on which no HTTP is spoken, as it is declared, so that no rule could read it`,
      got: port,
      fix: 'declare the port as PortProtocol.HTTP, H2C or GRPC, or name another one',
    });
  }

  private routeAtGateway(gateway: GatewayBinding): void {
    const hostnames = this.props.hostnames ?? [];
    const parents = gateway.attach(this.site, { namespace: this.namespace, hostnames });
    const rules = withoutSources(this.rules);
    this.claim(hostsOf(gateway, hostnames).map((host) => `${host} at gateway ${gateway.namespace}/${gateway.name}`), rules);
    const emitted = this.emitHttpRoutes({ name: this.name, namespace: this.namespace, rules }, parents, hostnames.length > 0 ? hostnames : undefined);
    emitted.forEach((part) => markForPickers(this.context, this.site, gateway, part));
    declareModelHeaders(this, this.context, this.site, rules);
    this.gatewayRoutes.push(...emitted.map((part) => part.name));
    for (const backend of this.backends) {
      this.context.grants.permit({
        fromGroup: 'gateway.networking.k8s.io',
        fromKind: 'HTTPRoute',
        fromNamespace: this.namespace,
        toGroup: backend.group,
        toKind: backend.kind,
        toNamespace: backend.namespace,
        toName: backend.name,
      });
      backend.workload?.admitGateway(this.site, gateway, backend.targetPort!);
      backend.provider?.admit(this.site, gateway, this.namespace);
      if (backend.pool?.members) {
        admitToPool(this.site, gateway, backend.pool.members);
      }
    }
  }

  private routeInMesh(parent: MeshService): void {
    const port = this.portOf(parent);
    const { consumerNamespace } = this.props;
    const callers = consumerNamespace === undefined ? '' : ` for callers in ${consumerNamespace}`;
    this.claim([`Service ${parent.namespace}/${parent.serviceName}${port === undefined ? '' : `:${port}`}${callers}`], this.rules);
    this.claimKind(parent);
    const waypoint = parent.useWaypoint(this.site.at('service'));
    for (const { workload, targetPort } of this.backends) {
      // Callers may address a version directly, and must then meet the same policies.
      workload?.service?.useWaypoint(this.site.at('service'));
      if (waypoint) {
        workload?.admit(waypoint.account, targetPort!);
      }
    }
    if (this.props.meshRouteKind === MeshRouteKind.VIRTUAL_SERVICE) {
      this.emitVirtualService(parent, port);
    } else {
      const namespace = consumerNamespace ?? this.namespace;
      this.emitHttpRoutes({ name: `${this.name}-mesh`, namespace, rules: this.rules }, [{
        group: '',
        kind: 'Service',
        ...(namespace !== parent.namespace && { namespace: parent.namespace }),
        name: parent.serviceName,
        ...(port && { port }),
      }]);
    }
  }

  /** Retries on codes are rendered only where somebody has said that work may be done twice. */
  private acceptRetries(): void {
    if (this.rules.some(({ retryKind }) => retryKind === 'ON_CODES')) {
      PAID_TWICE.forEach((code) => acceptFinding(this, { code, reason: 'RetryPolicy.onCodes with mayRunTwice: it may be paid twice', isSaidByProp: true }));
    }
  }

  private claim(addresses: readonly string[], rules: readonly RouteRule[]): void {
    for (const address of addresses) {
      for (const match of rules.flatMap(({ matches }) => matches)) {
        this.context.claims.add(this.site, { address, path: match.path, conditions: conditionsOf(match) });
      }
    }
  }

  private claimKind(parent: MeshService): void {
    const kind = this.props.meshRouteKind ?? MeshRouteKind.HTTP_ROUTE;
    this.site.at('meshRouteKind').check(parent.claimRouteKind(kind), {
      problem: `differs from that of another route of the Service ${parent.serviceName}: Istio never mixes the two kinds, `
        + 'and reads one VirtualService for each Service',
      got: kind,
      fix: 'use HTTPRoutes for all routes of the Service, or one route with a VirtualService',
    });
  }

  private emitHttpRoutes(
    { name, namespace, rules: all }: HttpRouteParts,
    parentRefs: readonly RouteParent[],
    hostnames?: readonly string[],
  ): HttpRouteParts[] {
    return splitRules(this.site, all).map((rules, i) => {
      const part = i === 0 ? name : labelFrom(this.site.at('id'), name, String(i + 1));
      new HttpRoute(this, part, {
        metadata: { namespace, name: part },
        spec: {
          parentRefs: parentRefs.map((ref) => ({ ...ref })),
          ...(hostnames && { hostnames: [...hostnames] }),
          rules: rules.map((rule) => renderHttpRouteRule(rule, namespace)),
        },
      });
      return { name: part, namespace, rules };
    });
  }

  private emitVirtualService(parent: MeshService, port: number | undefined): void {
    const { context, props } = this;
    const fault = props.meshFault?._bind(this.site.at('meshFault'));
    const name = `${this.name}-mesh`;
    new VirtualService(this, name, {
      metadata: { namespace: this.namespace, name },
      spec: {
        hosts: [`${parent.serviceName}.${parent.namespace}.svc.${context.clusterDomain}`],
        http: renderVirtualServiceHttp(this.rules, { clusterDomain: context.clusterDomain, port, fault }),
      },
    });
  }

  /**
   * Of several backends one may have a single replica, which is never ejected: the rest of the policy, if there is any,
   * still holds there.
   */
  private policyFor(policy: TrafficPolicy, { workload }: BackendConfig): TrafficPolicy | undefined {
    const alone = this.backends.length > 1 && workload?.replicas === 1;
    if (!alone || !policy.outlierDetection) {
      return policy;
    }
    const { outlierDetection, locality, ...others } = policy;
    const rest = locality?._needsOutlierDetection ? others : { ...others, locality };
    return Object.values(rest).some((part) => part !== undefined) ? rest : undefined;
  }

  private declareTrafficPolicies(): void {
    const { trafficPolicy } = this.props;
    if (!trafficPolicy) {
      return;
    }
    const site = this.site.at('trafficPolicy');
    for (const backend of this.backends) {
      site.check(backend.kind === 'Service' && this.context.namespaces.has(backend.namespace), {
        problem: `concerns the ${backend.kind} '${backend.name}' in ${backend.namespace}, which is not the mesh's to configure`,
        fix: 'leave it out and have its owner write a DestinationRule',
      });
      const policy = this.policyFor(trafficPolicy, backend);
      if (policy === undefined) {
        continue;
      }
      this.context.destinations.declare(site, {
        namespace: backend.namespace,
        service: backend.name,
        policy,
        replicas: backend.workload?.replicas,
        h2c: everyPortSpeaksHttp2(backend),
      });
    }
  }
}

/** Envoy would upgrade all ports of the Service at once. */
function everyPortSpeaksHttp2({ workload, protocol }: BackendConfig): boolean {
  return workload ? workload.ports.every((port) => speaksHttp2(port.protocol)) : speaksHttp2(protocol);
}

function distinctBackends(rules: readonly RouteRule[]): BackendConfig[] {
  const all = rules.flatMap((rule) => [...rule.backends, ...rule.mirrors].map(({ backend }) => backend));
  const byIdentity = new Map(all.map((backend) => [`${backend.kind} ${backend.namespace}/${backend.name}:${backend.port}`, backend]));
  return [...byIdentity.values()];
}
