import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { MeshContext } from './context';
import { rootNamespaceOf } from './context';
import { discoveryLabels, discoveryRequirement, isDiscovered } from './foreign-namespace';
import { Waypoint } from './waypoint';
import { checkLabels, checkNamespace } from '../core/names';
import { Site } from '../core/site';
import { DataPlane } from '../core/versions/data-plane';
import { AuthorizationMode } from '../security/modes';
import { namespaceMtls } from '../security/mutual-tls';
import { denyByDefault } from '../security/policies';

/** How a namespace joins the mesh. */
export interface NamespaceOptions {
  /**
   * The namespace exists and belongs to somebody else: it is not emitted, and the labels that enrol it are listed in
   * `mesh.externalObjects`.
   * @default false - it is created
   */
  readonly adopt?: boolean;
  /**
   * Further labels (`metadata.labels`) of a created namespace.
   * @default - only those that enrol it
   */
  readonly labels?: { readonly [key: string]: string };
}

/** A namespace that is part of a mesh. */
export interface IMeshNamespace {
  /** Its name. */
  readonly name: string;
}

/** What makes the pods of a namespace part of a mesh, or sends their traffic through a waypoint. */
const ENROLLING = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode', 'istio.io/use-waypoint', 'istio.io/ingress-use-waypoint'];

/** Enrols a namespace: labels, mutual TLS, deny by default, and a waypoint once something needs it. */
export class MeshNamespace extends Construct implements IMeshNamespace {
  private existingWaypoint?: Waypoint;

  constructor(private readonly context: MeshContext, public readonly name: string, options: NamespaceOptions = {}) {
    super(context.scope, `namespace-${name}`);
    const site = Site.of(context.scope, 'namespace');
    checkNamespace(site, name);
    site.check(name !== rootNamespaceOf(context), {
      problem: 'must not be the namespace of istiod: what is secured there holds for the whole cluster',
      got: name,
      fix: 'give the workloads a namespace of their own',
    });
    this.checkLabels(options.labels ?? {});
    if (options.adopt) {
      this.adopt(options);
    } else {
      const labels = { ...options.labels, ...this.enrolment() };
      new k8s.KubeNamespace(this, 'Resource', { metadata: { name, labels } });
      this.checkDiscovery(labels);
    }
    this.secure();
  }

  /** The waypoint of the namespace, created when first asked for. */
  waypoint(): Waypoint {
    this.existingWaypoint ??= new Waypoint(this, 'waypoint', { context: this.context, namespace: this.name });
    return this.existingWaypoint;
  }

  private checkLabels(labels: { readonly [key: string]: string }): void {
    const site = Site.of(this, 'labels');
    checkLabels(site, labels);
    const enrolling = ENROLLING.filter((key) => key in labels);
    site.check(enrolling.length === 0, {
      problem: `must not hold ${enrolling.join(', ')}, which the mesh decides on`,
      got: labels,
      fix: 'set dataPlane and revision of the mesh; waypoints are added where something needs one',
    });
  }

  private enrolment(): { [key: string]: string } {
    const { target, revision } = this.context;
    if (target.dataPlane === DataPlane.AMBIENT) {
      // No revision: istio.io/rev on a namespace injects sidecars, into ambient pods too (IST0123). Gateways and waypoints carry it.
      return { 'istio.io/dataplane-mode': 'ambient' };
    }
    return revision ? { 'istio.io/rev': revision } : { 'istio-injection': 'enabled' };
  }

  private checkDiscovery(labels: { readonly [key: string]: string }): void {
    const { install } = this.context;
    Site.of(this, 'labels').check(!install || isDiscovered(install, this.name, labels), {
      problem: 'match none of the discoverySelectors of the installation, so that istiod would not see the namespace',
      got: labels,
      fix: `add ${install && discoveryRequirement(install)}`,
    });
  }

  private adopt(options: NamespaceOptions): void {
    const labels = this.enrolment();
    const { install } = this.context;
    const hidden = install && !isDiscovered(install, this.name, labels) ? install : undefined;
    Site.of(this, 'labels').check(options.labels === undefined, {
      problem: 'cannot be set on an adopted namespace',
      got: options.labels,
      fix: 'leave adopt out to create the namespace, or have its owner set them',
    });
    this.context.externals.add(() => [{
      apiVersion: 'v1',
      kind: 'Namespace',
      name: this.name,
      requirements: [
        ...Object.entries(labels).map(([key, value]) => `label ${key}: ${value}`),
        ...(hidden ? [discoveryRequirement(hidden)] : []),
      ],
      stub: { metadata: { labels: { ...(hidden && discoveryLabels(hidden)), ...labels } } },
    }]);
  }

  private secure(): void {
    const { mtls, authorization } = this.context;
    namespaceMtls(this, 'mtls', { namespace: this.name, mode: mtls });
    if (authorization !== AuthorizationMode.ALLOW_BY_DEFAULT) {
      denyByDefault(this, 'deny-by-default', { namespace: this.name, name: 'deny-by-default', mode: authorization });
    }
  }
}
