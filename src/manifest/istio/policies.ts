import type { Kind } from '../kind';
import * as kinds from '../kinds';
import { hasLabels } from '../labels';
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
}

/** Which policies apply to which pods and objects (istio.io/istio pilot/pkg/model/policyattachment.go). */
export class Policies {
  constructor(private readonly objects: Objects, private readonly pods: Pods, private readonly rootNamespace: string) {}

  /** Policies of a kind that apply to pods by namespace and selector, those of the root namespace first. */
  public on<S>(pods: PodSet, kind: Kind<S>): readonly ManifestObject<S>[] {
    return [...new Set([this.rootNamespace, pods.namespace])].flatMap((namespace) => (
      this.objects.in(kind, namespace).filter((policy) => this.appliesTo(policy, pods))));
  }

  /** Whether namespace and selector of the policy choose the pods; policies with targets choose none. */
  public appliesTo(policy: ManifestObject, pods: PodSet): boolean {
    return targetRefs(policy).length === 0
      && (policy.namespace === pods.namespace || policy.namespace === this.rootNamespace)
      && hasLabels(pods.labels, selectorOf(policy) ?? {});
  }

  /** The pods that the policy chooses by namespace and selector. */
  public podsOf(policy: ManifestObject): readonly PodSet[] {
    const pods = policy.namespace === this.rootNamespace ? this.pods.all() : this.pods.in(policy.namespace);
    return pods.filter((candidate) => this.appliesTo(policy, candidate));
  }

  /** Policies of a kind that name the object in targetRefs. They must lie in its namespace, or for a GatewayClass in the root namespace. */
  public targeting<S>(target: ManifestObject, kind: Kind<S>): readonly ManifestObject<S>[] {
    return this.objects.in(kind, target.namespace || this.rootNamespace).filter((policy) => targetRefs(policy).some((ref) => (
      ref.kind === target.kind && (ref.group ?? '') === target.group && ref.name === target.name)));
  }
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
