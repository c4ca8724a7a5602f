import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { MeshService } from './mesh-service';
import { Sidecar } from '../../imports/networking.istio.io';
import { Site } from '../core/site';

interface EgressScopeProps {
  readonly namespace: string;
  readonly name: string;
  readonly labels: { readonly [key: string]: string };
  readonly clusterDomain: string;
  /** Always visible: the control plane, and the telemetry collectors that live with it. */
  readonly rootNamespace: string;
  /**
   * Where extension providers of the mesh config send to. Istio imports them for gateways only (extraServicesForProxy in
   * pilot/pkg/model/push_context.go): a sidecar is told of a cluster that it does not have, and loses spans, logs and checks.
   */
  readonly providers: readonly string[];
  readonly hosts: readonly string[];
}

const HOST = /^(\.|\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)\/(\*|(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/;

/** What the sidecars of one workload learn of: the targets of its edges, and what was named besides. */
export class EgressScope extends Construct {
  private readonly targets = new Set<string>();

  constructor(scope: Construct, id: string, private readonly props: EgressScopeProps) {
    super(scope, id);
    props.hosts.forEach((host, i) => checkHost(Site.of(scope, 'egressHosts', i), host));
    new Sidecar(this, 'Resource', {
      metadata: { namespace: props.namespace, name: props.name },
      spec: Lazy.any({
        produce: () => ({ workloadSelector: { labels: { ...props.labels } }, egress: [{ hosts: this.hosts() }] }),
      }),
    });
  }

  /** @param consumerNamespace where a route for the Service lies that is not its own: Istio looks for it under that namespace */
  add({ namespace, serviceName }: MeshService, consumerNamespace?: string): void {
    const host = `${serviceName}.${namespace}.svc.${this.props.clusterDomain}`;
    this.targets.add(`${namespace}/${host}`);
    if (consumerNamespace !== undefined) {
      this.targets.add(`${consumerNamespace}/${host}`);
    }
  }

  private hosts(): string[] {
    const { rootNamespace, providers, hosts, clusterDomain } = this.props;
    const implied = [...this.targets, ...providers.map((service) => providerHost(service, clusterDomain))].sort();
    return this.withoutRepeated([`${rootNamespace}/*`, ...implied, ...hosts]);
  }

  /** The admission webhook warns of a host that is named twice, or beside all hosts of its namespace. */
  private withoutRepeated(hosts: readonly string[]): string[] {
    const full = (host: string) => host.replace(/^\.\//, `${this.props.namespace}/`);
    const all = hosts.map(full);
    return hosts.filter((host, i) => {
      const everyHost = full(host).replace(/\/.*$/, '/*');
      return all.indexOf(full(host)) === i && (full(host) === everyHost || !all.includes(everyHost));
    });
  }
}

function checkHost(site: Site, host: string): void {
  site.check(HOST.test(host), {
    problem: 'must be namespace/host',
    got: host,
    fix: "write for example 'shared/redis.shared.svc.cluster.local' or 'shared/*'",
  });
  site.check(host !== '*/*', {
    problem: 'names everything, so that nothing is left out of the scope',
    got: host,
    fix: 'name namespaces one by one, or leave scopeEgress out',
  });
}

/** A provider's `[<namespace>/]<host>` as a Sidecar writes it. Only the host of a Service tells its namespace. */
function providerHost(service: string, clusterDomain: string): string {
  if (service.includes('/')) {
    return service;
  }
  const [, namespace, ...domain] = service.split('.');
  return `${domain.join('.') === `svc.${clusterDomain}` ? namespace : '*'}/${service}`;
}
