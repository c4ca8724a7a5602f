import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { MeshContext } from './context';
import { labelFrom } from '../core/names';
import type { Site } from '../core/site';
import type { AccessRule } from '../security/access';
import type { CallerIdentity } from '../security/caller';
import { AuthorizationMode } from '../security/modes';
import { allowToPods } from '../security/policies';

interface PodPolicyProps {
  readonly context: MeshContext;
  readonly site: Site;
  /** The workload that the pods belong to. */
  readonly workloadName: string;
  readonly namespace: string;
  /** Labels of the pods; undefined where they are not known. */
  readonly podLabels?: { readonly [key: string]: string };
  readonly outsideMesh: boolean;
  /** The ports that callers use; every port where there is no Service. */
  readonly ports: readonly number[] | undefined;
  /** Who the pods see instead of the callers, where a waypoint stands in front of them. */
  readonly waypointAccount: () => CallerIdentity | undefined;
}

/** Who may reach some pods: one AuthorizationPolicy, made as soon as a rule needs it. */
export class PodPolicy {
  private readonly edges: AccessRule[] = [];
  private readonly admissions: AccessRule[] = [];
  private policy?: ApiObject;

  constructor(private readonly scope: Construct, private readonly props: PodPolicyProps) {}

  /** True where the pods are known, and are behind the policies of this mesh. */
  get isGuarded(): boolean {
    return this.props.podLabels !== undefined && this.props.context.namespaces.has(this.props.namespace);
  }

  /** True where this policy, or that of the waypoint in front of the pods, names the caller. */
  admits(caller: CallerIdentity): boolean {
    return [...this.edges, ...this.admissions].some((rule) => !rule.caller
      || (rule.caller.namespace === caller.namespace && [undefined, caller.serviceAccount].includes(rule.caller.serviceAccount)));
  }

  /** A declared edge: it closes the pods to everybody else. */
  addEdge(rule: AccessRule): void {
    this.edges.push(rule);
    this.ensurePolicy();
  }

  /** A declared edge of somebody who comes straight to the pods, past any waypoint. */
  addDirectEdge(rule: AccessRule): void {
    this.admissions.push({ ...rule, ports: this.props.ports });
    this.ensurePolicy();
  }

  /** Somebody who has to get through where the pods are closed, and does not close them. */
  admit(rule: AccessRule): void {
    this.admissions.push(rule);
    this.keepOpen();
  }

  /** Lets in whom the deny-by-default of the namespace keeps out, which may come later than they do. */
  keepOpen(): void {
    const { context: { authorization, namespaces }, namespace, outsideMesh, podLabels, site } = this.props;
    const denied = authorization !== AuthorizationMode.ALLOW_BY_DEFAULT && namespaces.has(namespace) && !outsideMesh;
    if (denied && this.admissions.length > 0) {
      site.at('podLabels').check(podLabels !== undefined, {
        problem: `is needed: the namespace ${namespace} denies by default, and ${this.showAdmissions()} must reach the pods`,
        fix: 'give the labels of the pods',
      });
      this.ensurePolicy();
    }
  }

  private showAdmissions(): string {
    return this.admissions.map(({ caller }) => (caller ? `${caller.namespace}/${caller.serviceAccount}` : 'anybody')).join(', ');
  }

  private ensurePolicy(): void {
    const { context, namespace, outsideMesh, podLabels, site, workloadName } = this.props;
    if (!this.isGuarded || outsideMesh) {
      return;
    }
    this.policy ??= allowToPods(this.scope, 'callers', {
      namespace,
      name: labelFrom(site.at('id'), workloadName),
      mode: context.authorization,
      labels: podLabels!,
      rules: () => [...this.renderedEdges(), ...this.admissions],
    });
  }

  /** Behind a waypoint the pods see nobody but the waypoint: the edges are decided there. */
  private renderedEdges(): AccessRule[] {
    const { ports, waypointAccount } = this.props;
    const caller = waypointAccount();
    return caller ? [{ caller, ports }] : this.edges.map((edge) => ({ ...edge, ports }));
  }
}
