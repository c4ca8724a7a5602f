import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MeshContext } from './context';
import { serviceKey } from './context';
import type { ResolvedPort } from './port';
import { renderPort } from './port';
import type { Waypoint } from './waypoint';
import type { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';
import type { AccessRule } from '../security/access';
import type { CallerIdentity } from '../security/caller';
import { allowToTarget } from '../security/policies';

/** Who emits the Service. */
export enum ServiceOrigin {
  CREATED,
  /** Somebody else's, in a namespace of the mesh or outside of it. */
  ADOPTED,
}

export interface MeshServiceProps {
  readonly context: MeshContext;
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly ResolvedPort[];
  readonly origin: ServiceOrigin;
  readonly headless?: boolean;
  /** Labels of its pods; none for a Service that only routes answer for. */
  readonly selector?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
}

/** A Service that can be addressed: what callers name, and where a waypoint decides. */
export class MeshService extends Construct {
  readonly namespace: string;
  readonly serviceName: string;
  readonly ports: readonly ResolvedPort[];

  private readonly context: MeshContext;
  private readonly callers: AccessRule[] = [];
  private readonly labels: { [key: string]: string };
  private readonly resource?: ApiObject;
  private readonly headless: boolean;
  private waypoint?: Waypoint;
  private policy?: ApiObject;
  private closed = false;
  private readonly routes: string[] = [];

  constructor(scope: Construct, id: string, props: MeshServiceProps) {
    super(scope, id);
    this.context = props.context;
    this.namespace = props.namespace;
    this.serviceName = props.name;
    this.ports = props.ports;
    this.headless = props.headless ?? false;
    this.labels = { ...props.labels };
    if (props.origin === ServiceOrigin.CREATED) {
      this.resource = this.create(props);
    } else {
      this.context.externals.add(() => [this.external(props)]);
    }
    this.context.services.set(serviceKey(this.namespace, this.serviceName), this);
  }

  get onWaypoint(): boolean {
    return this.waypoint !== undefined;
  }

  /** Who the pods see as the caller of everything that was addressed to this Service, where it has a waypoint. */
  get waypointAccount(): CallerIdentity | undefined {
    return this.waypoint?.account;
  }

  /** Sends everything addressed to this Service through the waypoint of its namespace. Nothing to do in sidecar mode. */
  useWaypoint(site: Site): Waypoint | undefined {
    if (this.context.target.dataPlane !== DataPlane.AMBIENT || this.waypoint) {
      return this.waypoint;
    }
    site.check(!this.headless, {
      problem: `needs the waypoint, and the Service ${this.serviceName} is headless: a waypoint takes only traffic to a Service address`,
      fix: 'give the workload a Service with an address (headless: false), or leave methods, paths, routes and breakers out',
    });
    const namespace = this.context.namespaces.get(this.namespace) ?? site.fail({
      problem: `needs a waypoint for the Service ${this.serviceName}, and its namespace ${this.namespace} is not part of the mesh`,
      fix: `add it: mesh.addNamespace('${this.namespace}', { adopt: true })`,
    });
    this.waypoint = namespace.waypoint();
    this.setLabel('istio.io/use-waypoint', this.waypoint.name);
    this.ensurePolicy();
    return this.waypoint;
  }

  /** Gateways pass the waypoint only where the Service says so. */
  takeGateway(site: Site): void {
    this.useWaypoint(site);
    this.setLabel('istio.io/ingress-use-waypoint', 'true');
  }

  /**
   * Admits a caller that addresses this Service; decided at the waypoint, if there is one.
   * @param closes false where the rule must not be what closes the Service to others
   */
  allow(rule: AccessRule, closes = true): void {
    this.callers.push(rule);
    this.closed ||= closes;
    this.ensurePolicy();
  }

  /** False where another route has claimed the Service by an object that does not go together with this kind. */
  claimRouteKind(kind: string): boolean {
    const alone = kind === 'VirtualService' ? this.routes.length === 0 : !this.routes.includes('VirtualService');
    this.routes.push(kind);
    return alone;
  }

  private ensurePolicy(): void {
    if (!this.onWaypoint || !this.closed) {
      return;
    }
    this.policy ??= allowToTarget(this, 'callers', {
      namespace: this.namespace,
      name: `${this.serviceName}-callers`,
      mode: this.context.authorization,
      target: { group: '', kind: 'Service', name: this.serviceName },
      rules: () => this.callers,
    });
  }

  private setLabel(key: string, value: string): void {
    this.labels[key] = value;
    this.resource?.metadata.addLabel(key, value);
  }

  private create(props: MeshServiceProps): ApiObject {
    const { clusterIP, ports, ...spec } = this.spec(props);
    const targets = ports.map((port) => ({ ...port, targetPort: k8s.IntOrString.fromNumber(port.targetPort) }));
    return new k8s.KubeService(this, 'Resource', {
      metadata: { namespace: this.namespace, name: this.serviceName, labels: this.labels },
      spec: { ...spec, clusterIp: clusterIP, ports: targets },
    });
  }

  private spec(props: MeshServiceProps) {
    return {
      ...(this.headless && { clusterIP: 'None' }),
      ...(props.selector && { selector: { ...props.selector } }),
      ports: this.ports.map(renderPort),
    };
  }

  private external(props: MeshServiceProps) {
    return {
      ...k8s.KubeService.GVK,
      namespace: this.namespace,
      name: this.serviceName,
      requirements: [
        ...this.ports.map(({ port, targetPort, protocol }) => `port ${port} to ${targetPort} of the pods (${protocol})`),
        ...Object.entries(this.labels).map(([key, value]) => `label ${key}: ${value}`),
      ],
      stub: { metadata: { labels: { ...this.labels } }, spec: this.spec(props) },
    };
  }
}
