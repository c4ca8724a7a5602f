import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { GatewayBinding, ParentRef } from './binding';
import type { MeshGatewayOptions } from './gateway-options';
import { GatewayPolicies } from './gateway-policies';
import { hostnamesMeet } from './hostnames';
import type { Listener } from './listeners';
import { LISTENER_LIMIT, listenersFor } from './listeners';
import { checkRouteHosts } from './route-hosts';
import { Gateway, HttpRoute } from '../../../imports/gateway.networking.k8s.io';
import { checkHostname, checkLabel, checkNamespace, checkObjectName, labelFrom } from '../../core/names';
import { checkPort } from '../../core/numbers';
import { Site } from '../../core/site';
import { DataPlane } from '../../core/versions/data-plane';
import { connectionSettingsConfig } from '../../install/connection-settings';
import type { SecretVariable } from '../../install/gateway-deployment';
import type { CallerIdentity } from '../../security/caller';
import type { MeshContext } from '../context';
import { foreignNamespace } from '../foreign-namespace';
import { Infrastructure, PROXY_CONFIG } from '../infrastructure';

const CLASS = 'istio';

/** A Gateway of Istio's own class, with listeners, redirect and policies. */
export class ManagedGateway extends Construct implements GatewayBinding {
  readonly name: string;
  readonly namespace: string;
  readonly hostnames: string[];
  readonly callerIdentity: CallerIdentity;
  readonly usesWaypoint: boolean;

  private readonly site: Site;
  private readonly listeners: readonly Listener[];
  private readonly redirects: boolean;
  private readonly routeNamespaces: Set<string>;
  private readonly policies: GatewayPolicies;
  private readonly infrastructure: Infrastructure;

  constructor(private readonly context: MeshContext, private readonly options: MeshGatewayOptions) {
    super(context.scope, 'gateway');
    this.site = Site.of(context.scope, 'gateway');
    this.name = checkLabel(this.site.at('name'), options.name ?? 'gateway');
    this.namespace = checkNamespace(this.site.at('namespace'), options.namespace ?? context.mainNamespace);
    this.hostnames = [...options.hostnames ?? []];
    this.callerIdentity = { namespace: this.namespace, serviceAccount: labelFrom(this.site.at('name'), this.name, CLASS) };
    this.usesWaypoint = options.useWaypoint ?? false;
    this.redirects = options.redirectToHttps ?? options.tlsSecret !== undefined;
    this.routeNamespaces = new Set(options.allowedNamespaces);
    this.checkOptions();
    this.listeners = listenersFor(this.hostnames, options);
    this.site.at('hostnames').check(this.listeners.length <= LISTENER_LIMIT, {
      problem: `makes ${this.listeners.length} listeners, and a Gateway holds ${LISTENER_LIMIT}`,
      got: this.hostnames.length,
      fix: "use a wildcard such as '*.models.example.com', or a second gateway",
    });
    this.infrastructure = this.createInfrastructure();
    this.emit();
    this.redirectToHttps();
    this.referToSecret();
    this.policies = new GatewayPolicies(this, 'policies', {
      context,
      gateway: this,
      jwtIssuers: options.jwtIssuers ?? [],
      publicPaths: options.publicPaths ?? [],
      externalAuthorization: options.externalAuthorization,
    });
  }

  attach(site: Site, route: { readonly namespace: string; readonly hostnames: readonly string[] }): ParentRef[] {
    checkRouteHosts(site, this, route.hostnames);
    this.routeNamespaces.add(route.namespace);
    return this.redirects
      ? this.serving(route.hostnames).map(({ name }) => this.parentRef(route.namespace, name))
      : [this.parentRef(route.namespace)];
  }

  keepOpen(): void {
    this.policies.admit();
  }

  carrySecret(_site: Site, variable: SecretVariable): void {
    this.infrastructure.addVariable(variable);
  }

  /** The HTTPS listeners that answer for these hosts. */
  private serving(hostnames: readonly string[]): Listener[] {
    return this.listeners.filter(({ secure, hostname }) => secure
      && (!hostname || hostnames.length === 0 || hostnames.some((host) => hostnamesMeet(hostname, host))));
  }

  private parentRef(routeNamespace: string, sectionName?: string): ParentRef {
    return {
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      ...(this.namespace !== routeNamespace && { namespace: this.namespace }),
      name: this.name,
      ...(sectionName && { sectionName }),
    };
  }

  private checkOptions(): void {
    const { site, options, context } = this;
    this.hostnames.forEach((hostname, i) => {
      checkHostname(site.at('hostnames', i), hostname);
      site.at('hostnames', i).check(this.hostnames.indexOf(hostname) === i, { problem: 'is named twice', got: hostname, fix: 'name it once' });
    });
    site.at('hostnames').check(options.hostnames?.length !== 0, {
      problem: 'must not be empty',
      got: [],
      fix: 'name the hosts, or leave the prop out to serve any host',
    });
    for (const prop of ['httpPort', 'httpsPort'] as const) {
      checkPort(site.at(prop), options[prop] ?? 1);
    }
    site.at('httpsPort').check(options.tlsSecret === undefined || (options.httpPort ?? 80) !== (options.httpsPort ?? 443), {
      problem: 'must differ from httpPort',
      got: options.httpsPort ?? 443,
      fix: 'give another port',
    });
    for (const prop of ['tlsSecretNamespace', 'httpsPort', 'redirectToHttps'] as const) {
      site.at(prop).check(options.tlsSecret !== undefined || !options[prop], {
        problem: 'has no effect without a certificate',
        got: options[prop],
        fix: 'give tlsSecret',
      });
    }
    site.at('infrastructureAnnotations').check(!options.infrastructureAnnotations || !(PROXY_CONFIG in options.infrastructureAnnotations), {
      problem: `must not hold ${PROXY_CONFIG}, which is written from other props`,
      got: options.infrastructureAnnotations,
      fix: 'use connectionSettings and deployment',
    });
    options.allowedNamespaces?.forEach((namespace, i) => checkNamespace(site.at('allowedNamespaces', i), namespace));
    site.at('useWaypoint').check(!this.usesWaypoint || context.target.dataPlane === DataPlane.AMBIENT, {
      problem: 'needs the ambient data plane: in sidecar mode there are no waypoints',
      got: true,
      fix: 'leave it out',
    });
    context.externals.add(() => foreignNamespace(context, this.namespace));
  }

  private createInfrastructure(): Infrastructure {
    const { options, context } = this;
    return new Infrastructure(this, {
      site: this.site.at('deployment'),
      namespace: this.namespace,
      gateway: this.name,
      deployment: options.deployment,
      proxyConfig: options.connectionSettings
        && connectionSettingsConfig(this.site.at('connectionSettings'), options.connectionSettings, context.target),
      annotations: options.infrastructureAnnotations,
    });
  }

  private emit(): void {
    const { options, context } = this;
    new Gateway(this, 'Resource', {
      metadata: {
        namespace: this.namespace,
        name: this.name,
        ...(context.revision && { labels: { 'istio.io/rev': context.revision } }),
        ...(options.serviceType && { annotations: { 'networking.istio.io/service-type': options.serviceType } }),
      },
      spec: Lazy.any({
        produce: () => {
          const infrastructure = this.infrastructure.render();
          return {
            gatewayClassName: CLASS,
            ...(infrastructure && { infrastructure }),
            listeners: this.listeners.map((listener) => this.renderListener(listener)),
          };
        },
      }),
    });
  }

  private renderListener({ name, hostname, port, secure }: Listener) {
    const { tlsSecret, tlsSecretNamespace } = this.options;
    return {
      name,
      port,
      protocol: secure ? 'HTTPS' : 'HTTP',
      ...(hostname && { hostname }),
      ...(secure && {
        tls: {
          mode: 'Terminate',
          certificateRefs: [{ group: '', kind: 'Secret', name: tlsSecret!, ...(tlsSecretNamespace && { namespace: tlsSecretNamespace }) }],
        },
      }),
      allowedRoutes: { namespaces: this.allowedNamespaces() },
    };
  }

  private allowedNamespaces() {
    const foreign = [...this.routeNamespaces].filter((namespace) => namespace !== this.namespace);
    if (foreign.length === 0) {
      return { from: 'Same' };
    }
    const values = [...new Set([this.namespace, ...foreign])].sort();
    return { from: 'Selector', selector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values }] } };
  }

  private redirectToHttps(): void {
    if (!this.redirects) {
      return;
    }
    const plain = this.listeners.filter(({ secure }) => !secure);
    const port = this.options.httpsPort;
    new HttpRoute(this, 'https-redirect', {
      metadata: { namespace: this.namespace, name: labelFrom(this.site.at('name'), this.name, 'https-redirect') },
      spec: {
        parentRefs: plain.map(({ name }) => this.parentRef(this.namespace, name)),
        rules: [{
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301, ...(port && { port }) } }],
        }],
      },
    });
  }

  private referToSecret(): void {
    const { tlsSecret, tlsSecretNamespace } = this.options;
    if (tlsSecret === undefined) {
      return;
    }
    checkObjectName(this.site.at('tlsSecret'), tlsSecret);
    const namespace = tlsSecretNamespace === undefined
      ? this.namespace
      : checkNamespace(this.site.at('tlsSecretNamespace'), tlsSecretNamespace);
    this.context.externals.add(() => [{
      ...k8s.KubeSecret.GVK,
      namespace,
      name: tlsSecret,
      requirements: [`type kubernetes.io/tls, valid for ${this.hostnames.join(', ') || 'the hosts of the routes'}`],
      stub: { type: 'kubernetes.io/tls' },
    }]);
    this.context.grants.permit({
      fromGroup: 'gateway.networking.k8s.io',
      fromKind: 'Gateway',
      fromNamespace: this.namespace,
      toGroup: '',
      toKind: 'Secret',
      toNamespace: namespace,
      toName: tlsSecret,
    });
  }
}
