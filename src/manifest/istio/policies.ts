import type { Kind } from '../kind';
import * as kinds from '../kinds';
import { hasLabels } from '../labels';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { Pods, PodSet } from '../pods';
import type { Labels } from '../shapes';

/** The forms in which Istio's kinds choose pods and targets. */
interface PolicySpec {
  readonly selector?: { readonly matchLabels?: Labels };
  readonly workloadSelector?: { readonly labels?: Labels; readonly matchLabels?: Labels };
  readonly targetRef?: TargetRef;
  readonly targetRefs?: readonly TargetRef[];
}

/** What a policy names in place of pods. */
export interface TargetRef {
  readonly group?: string;
  readonly kind: string;
  readonly name: string;
  /** Istio takes no other than the policy's own. */
  readonly namespace?: string;
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** The class whose name stands for all waypoints. */
const WAYPOINT_CLASS = 'istio-waypoint';

/** Which policies apply to which pods and objects (istio.io/istio pilot/pkg/model/policyattachment.go). */
export class Policies {
  private readonly applied = new Map<string, Map<PodSet, readonly ManifestObject[]>>();

  constructor(private readonly objects: Objects, private readonly pods: Pods, private readonly rootNamespace: string) {}

  /** Policies of a kind that apply to pods by namespace and selector, those of the root namespace first. */
  public on<S>(pods: PodSet, kind: Kind<S>): readonly ManifestObject<S>[] {
    const ofKind = this.applied.get(kind.key) ?? new Map<PodSet, readonly ManifestObject[]>();
    const known = ofKind.get(pods) ?? [...new Set([this.rootNamespace, pods.namespace])].flatMap((namespace) => (
      this.objects.in(kind, namespace).filter((policy) => this.appliesTo(policy, pods)) as readonly ManifestObject[]));
    this.applied.set(kind.key, ofKind.set(pods, known));
    return known as readonly ManifestObject<S>[];
  }

  /**
   * Policies of a kind at a proxy in the pods, or in front of them: by namespace and selector, and for the pods of a Gateway by targetRefs.
   * A waypoint's are asked for by `atWaypoint`.
   */
  public atProxy<S>(pods: PodSet, kind: Kind<S>): readonly ManifestObject<S>[] {
    const gateway = pods.labels[GATEWAY_NAME];
    return [...new Set([this.rootNamespace, pods.namespace])].flatMap((namespace) => this.objects.in(kind, namespace).filter((policy) => (
      this.appliesTo(policy, pods) || (gateway !== undefined && namesGateway(policy, { namespace: pods.namespace, name: gateway })))));
  }

  /** Policies of a kind at a waypoint, for requests to a Service or ServiceEntry: they name it, the waypoint, or the class of all waypoints. */
  public atWaypoint<S>(waypoint: ManifestObject, addressed: ManifestObject | undefined, kind: Kind<S>): readonly ManifestObject<S>[] {
    const namespaces = [this.rootNamespace, waypoint.namespace, ...(addressed === undefined ? [] : [addressed.namespace])];
    return [...new Set(namespaces)].flatMap((namespace) => this.objects.in(kind, namespace).filter((policy) => (
      namesGateway(policy, waypoint)
      || (namespace === this.rootNamespace && targetRefs(policy).some((ref) => ref.kind === 'GatewayClass' && ref.name === WAYPOINT_CLASS))
      || (addressed !== undefined && namespace === addressed.namespace && targetRefs(policy).some((ref) => names(ref, addressed))))));
  }

  /** Whether namespace and selector of the policy choose the pods; policies with targets choose none. */
  public appliesTo(policy: ManifestObject, pods: PodSet): boolean {
    return (policy.namespace === pods.namespace || policy.namespace === this.rootNamespace)
      && hasLabels(pods.labels, selectorOf(policy) ?? {})
      && targetRefs(policy).length === 0;
  }

  /** The pods that the policy chooses by namespace and selector. */
  public podsOf(policy: ManifestObject): readonly PodSet[] {
    const wanted = selectorOf(policy) ?? {};
    if (targetRefs(policy).length > 0) {
      return [];
    }
    return policy.namespace === this.rootNamespace
      ? this.pods.all().filter(({ labels }) => hasLabels(labels, wanted))
      : this.pods.matching(policy.namespace, wanted);
  }

  /** Policies of a kind that name the object in targetRefs. They must lie in its namespace, or for a GatewayClass in the root namespace. */
  public targeting<S>(target: ManifestObject, kind: Kind<S>): readonly ManifestObject<S>[] {
    return this.objects.in(kind, target.namespace || this.rootNamespace).filter((policy) => targetRefs(policy).some((ref) => names(ref, target)));
  }
}

function names({ kind, group = '', name }: TargetRef, target: ManifestObject): boolean {
  return kind === target.kind && (group === 'core' ? '' : group) === target.group && name === target.name;
}

function namesGateway(policy: ManifestObject, gateway: { readonly namespace: string; readonly name: string }): boolean {
  return policy.namespace === gateway.namespace && targetRefs(policy).some(({ kind, name, namespace }) => (
    kind === 'Gateway' && name === gateway.name && (!namespace || namespace === gateway.namespace)));
}

/** The labels that a policy chooses pods by, or undefined where it chooses all of its namespace. */
export function selectorOf(policy: ManifestObject): Labels | undefined {
  const { selector, workloadSelector } = policy.spec as PolicySpec;
  if (policy.is(kinds.ISTIO_GATEWAY)) {
    return selector as Labels | undefined;
  }
  return selector?.matchLabels ?? workloadSelector?.labels ?? workloadSelector?.matchLabels;
}

/** What the policy names; the older `targetRef` counts when there are no `targetRefs`. */
export function targetRefs(policy: ManifestObject): readonly TargetRef[] {
  const { targetRef, targetRefs: refs = [] } = policy.spec as PolicySpec;
  return refs.length > 0 || targetRef === undefined ? refs : [targetRef];
}

/** Where one of them is written. */
export function targetRefAt(policy: ManifestObject, i: number): Location {
  const { targetRef, targetRefs: refs = [] } = policy.spec as PolicySpec;
  return policy.at('spec', ...(refs.length > 0 || targetRef === undefined ? ['targetRefs', i] : ['targetRef']));
}
