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
  readonly hosts: readonly string[];
}

const HOST = /^(\.|\*|[a-z0-9]([-a-z0-9]*[a-z0-9])?)\/(\*|(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/;

/** What the sidecars of one workload learn of: the targets of its edges, and what was named besides. */
export class EgressScope extends Construct {
  private readonly targets = new Set<string>();

  constructor(scope: Construct, id: string, private readonly props: EgressScopeProps) {
    super(scope, id);
    props.hosts.forEach((host, i) => Site.of(scope, 'egressHosts', i).check(HOST.test(host), {
      problem: 'must be namespace/host',
      got: host,
      fix: "write for example 'shared/redis.shared.svc.cluster.local' or 'shared/*'",
    }));
    new Sidecar(this, 'Resource', {
      metadata: { namespace: props.namespace, name: props.name },
      spec: Lazy.any({
        produce: () => ({ workloadSelector: { labels: { ...props.labels } }, egress: [{ hosts: this.hosts() }] }),
      }),
    });
  }

  add(service: MeshService): void {
    this.targets.add(`${service.namespace}/${service.serviceName}.${service.namespace}.svc.${this.props.clusterDomain}`);
  }

  private hosts(): string[] {
    return [...new Set([`${this.props.rootNamespace}/*`, ...[...this.targets].sort(), ...this.props.hosts])];
  }
}
