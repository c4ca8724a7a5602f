import type { Kind } from './kind';
import type { Location } from './location';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';
import type { Path } from './path';
import type { Container, ContainerPort, Labels, PodSpec, PodTemplate, ServicePort } from './shapes';

/** The pods that an object makes: all alike. */
export class PodSet {
  constructor(
    /** The Deployment, Job, Pod, … */
    public readonly owner: ManifestObject,
    public readonly labels: Labels,
    public readonly annotations: Labels,
    /** What is known of them: empty where the owner does not say. */
    public readonly spec: PodSpec,
    /** How many there are wanted, or undefined where it depends (on nodes, on a schedule, on an autoscaler). */
    public readonly replicas: number | undefined,
    private readonly path: Path,
  ) {}

  public get namespace(): string {
    return this.owner.namespace;
  }

  public get serviceAccount(): string {
    return this.spec.serviceAccountName ?? 'default';
  }

  public get containers(): readonly Container[] {
    return this.spec.containers ?? [];
  }

  /** What the containers that keep running say they listen on: native sidecars too (Kubernetes 1.36 endpointslice/utils.go `FindPort`). */
  public get ports(): readonly ContainerPort[] {
    const sidecars = (this.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    return [...this.containers, ...sidecars].flatMap(({ ports = [] }) => ports);
  }

  /** Whether they may listen on a port: those who declare none may listen anywhere. */
  public mayListen(port: number): boolean {
    return this.ports.length === 0 || this.ports.some(({ containerPort }) => containerPort === port);
  }

  /** Where a port of a Service leads; undefined: it has a name that no container gives a port, and pods without one are no endpoints. */
  public targetOf({ port, protocol, targetPort = port }: ServicePort): number | undefined {
    return typeof targetPort === 'number'
      ? targetPort
      : this.ports.find((each) => each.name === targetPort && (each.protocol ?? 'TCP') === (protocol ?? 'TCP'))?.containerPort;
  }

  /** A field of the pod, as it is written in the owner: `at('metadata', 'labels')`. */
  public at(...path: Path): Location {
    return this.owner.at(...this.path, ...path);
  }
}

/** How pods are derived from objects of a kind. */
export interface PodSource<S> {
  readonly kind: Kind<S>;
  pods(object: ManifestObject<S>, objects: Objects): PodSet[];
}

export function source<S>(of: Kind<S>, pods: PodSource<S>['pods']): PodSource<S> {
  return { kind: of, pods };
}

export function templated(owner: ManifestObject, template: PodTemplate | undefined, replicas: number | undefined, path: Path): PodSet[] {
  const { metadata, spec } = template ?? {};
  return [new PodSet(owner, metadata?.labels ?? {}, metadata?.annotations ?? {}, spec ?? {}, replicas, path)];
}
