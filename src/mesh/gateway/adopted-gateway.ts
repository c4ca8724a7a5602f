import { Construct } from 'constructs';
import type { GatewayBinding, ParentRef } from './binding';
import type { MeshGatewayAttributes } from './gateway-options';
import { GatewayPolicies } from './gateway-policies';
import { checkRouteHosts } from './route-hosts';
import { Gateway } from '../../../imports/gateway.networking.k8s.io';
import { checkHostname, checkLabel, checkNamespace, checkObjectName } from '../../core/names';
import { Site } from '../../core/site';
import type { SecretVariable } from '../../install/gateway-deployment';
import type { CallerIdentity } from '../../security/caller';
import type { MeshContext } from '../context';

/** The first port of a stub, whose real ports are not known. */
const HTTP_PORT = 80;

/** Gateway API: `parentRefs` of a route has 32 items at most. */
const PARENT_LIMIT = 32;

/** Somebody else's gateway: routes attach to it, nothing of it is emitted. */
export class AdoptedGateway extends Construct implements GatewayBinding {
  readonly name: string;
  readonly namespace: string;
  readonly hostnames: string[];
  readonly callerIdentity: CallerIdentity;
  readonly usesWaypoint = false;

  private readonly listeners: readonly string[];
  private readonly attached = new Set<string>();
  private readonly policies: GatewayPolicies;

  constructor(context: MeshContext, attributes: MeshGatewayAttributes) {
    super(context.scope, 'gateway');
    const site = Site.of(context.scope, 'gateway');
    this.name = checkObjectName(site.at('name'), attributes.name);
    this.namespace = checkNamespace(site.at('namespace'), attributes.namespace);
    this.hostnames = [...attributes.hostnames ?? []];
    this.hostnames.forEach((hostname, i) => checkHostname(site.at('hostnames', i), hostname));
    this.listeners = attributes.listeners ?? [];
    this.listeners.forEach((listener, i) => checkLabel(site.at('listeners', i), listener));
    checkOnce(site.at('hostnames'), this.hostnames);
    checkOnce(site.at('listeners'), this.listeners);
    site.at('listeners').check(this.listeners.length <= PARENT_LIMIT, {
      problem: `must be ${PARENT_LIMIT} at most, since a route names each of them as a parent`,
      got: this.listeners.length,
      fix: 'leave the prop out to attach to all of them',
    });
    const serviceAccount = checkObjectName(site.at('serviceAccount'), attributes.serviceAccount ?? `${this.name}-istio`);
    this.callerIdentity = { namespace: this.namespace, serviceAccount };
    this.policies = new GatewayPolicies(this, 'policies', { context, gateway: this, jwtIssuers: [], publicPaths: [] });
    context.externals.add(() => [this.external()]);
  }

  attach(site: Site, route: { readonly namespace: string; readonly hostnames: readonly string[] }): ParentRef[] {
    checkRouteHosts(site, this, route.hostnames);
    this.attached.add(route.namespace);
    const ref = {
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      ...(this.namespace !== route.namespace && { namespace: this.namespace }),
      name: this.name,
    };
    return this.listeners.length > 0 ? this.listeners.map((sectionName) => ({ ...ref, sectionName })) : [ref];
  }

  keepOpen(): void {
    this.policies.admit();
  }

  carrySecret(site: Site, { secret }: SecretVariable): void {
    site.fail({
      problem: `wants the Secret ${secret} in the pods of the gateway ${this.namespace}/${this.name}, which somebody else makes`,
      fix: 'use a gateway of the mesh (MeshGateway.create), or let the caller bring the credential (ProviderCredential.ofCaller)',
    });
  }

  private external() {
    const foreign = [...this.attached].filter((namespace) => namespace !== this.namespace).sort();
    const where = this.listeners.length > 0 ? `listener ${this.listeners.join(', ')}` : 'a listener';
    return {
      ...Gateway.GVK,
      namespace: this.namespace,
      name: this.name,
      requirements: [
        ...foreign.map((namespace) => `${where} with allowedRoutes that admit HTTPRoutes of namespace ${namespace}`),
        ...this.hostnames.map((hostname) => `${where} for ${hostname}`),
        `Envoy runs as service account ${this.callerIdentity.serviceAccount}`,
      ],
      stub: { spec: { gatewayClassName: 'istio', listeners: this.stubListeners(foreign) } },
    };
  }

  /** A listener serves one host, and which of several is whose is not known: listeners that were named take any host then. */
  private stubListeners(foreign: readonly string[]) {
    const values = [...this.attached].sort();
    const allowedRoutes = {
      namespaces: foreign.length > 0
        ? { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] } }
        : { from: 'Same' },
    };
    const listener = (name: string, port: number, hostname?: string) => ({ name, port, protocol: 'HTTP', ...(hostname && { hostname }), allowedRoutes });
    const [hostname, ...others] = this.hostnames;
    if (this.listeners.length > 0) {
      return this.listeners.map((name, i) => listener(name, HTTP_PORT + i, others.length > 0 ? undefined : hostname));
    }
    return others.length > 0 ? this.hostnames.map((host, i) => listener(`http-${i}`, HTTP_PORT, host)) : [listener('http', HTTP_PORT, hostname)];
  }
}

function checkOnce(site: Site, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  site.check(twice === undefined, { problem: 'names something twice', got: twice, fix: 'name it once' });
}
