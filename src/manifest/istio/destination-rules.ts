import { oldestFirst } from '../age';
import { groupBy } from '../group-by';
import { hostCovers } from '../host-names';
import type { Hosts } from '../hosts';
import { DESTINATION_RULE } from '../kinds';
import type { MeshConfig } from '../mesh-config';
import type { Objects } from '../objects';
import type { Labels } from '../shapes';
import { type DestinationRule, exportsOfRule, isForSome, type MergedRule, mergedRule, type RuleOfHost, selects } from './merged-rules';

/** A rule and its host in full. */
interface HostRule extends RuleOfHost {
  readonly host: string;
}

/** Whose clusters they are for; without labels no rule for certain pods is. */
export interface Client {
  readonly namespace: string;
  readonly labels?: Labels;
}

/** Of a namespace: the rules that its own clients see, those that others may see, and those of the root namespace that nobody else does. */
type Pool = 'local' | 'exported' | 'root';

/** Which DestinationRules count for a host (istio.io/istio pilot/pkg/model/push_context.go `destinationRule`, `setDestinationRules`). */
export class DestinationRules {
  private rules: readonly HostRule[] | undefined;
  private bySpace: ReadonlyMap<string, readonly HostRule[]> | undefined;

  constructor(
    private readonly objects: Objects,
    private readonly hosts: Hosts,
    private readonly mesh: MeshConfig,
    private readonly rootNamespace: string,
  ) {}

  /**
   * What the rules of the most specific host come to, in the first namespace that has any: the client's, the service's, the root namespace.
   * In those of others the host is chosen first, and then what is exported to the client. `made` is what istiod makes for the host, in the
   * namespace of its service.
   */
  public for(fqdn: string, { namespace, labels }: Client, serviceNamespace: string, made?: RuleOfHost): MergedRule | undefined {
    const isExported = (exports: ReadonlySet<string>) => exports.size === 0 || exports.has('*') || exports.has(namespace);
    const rulesOf = (space: string, pool: Pool) => this.mostSpecific(space, pool, fqdn, space === serviceNamespace ? made : undefined);
    const own = rulesOf(namespace, namespace === this.rootNamespace ? 'root' : 'local');
    if (own.length > 0) {
      return mergedRule(own, () => true, labels);
    }
    return [serviceNamespace, this.rootNamespace].map((space) => mergedRule(rulesOf(space, 'exported'), isExported, labels)).find((rule) => rule !== undefined);
  }

  /** Equal for clients of which no rule tells one from the other. */
  public scopeOf(client: Client): string {
    const own = this.in(client.namespace).filter(({ rule }) => isForSome(rule) && selects(rule, client.labels));
    return JSON.stringify([client.namespace, own.map(({ rule }) => rule.name)]);
  }

  /** Every rule whose host covers the name, wherever it lies. */
  public covering(fqdn: string): readonly DestinationRule[] {
    return this.all().filter(({ host }) => hostCovers(host, fqdn)).map(({ rule }) => rule);
  }

  /** Those for certain pods come first, then the one that nobody wrote, which has no age. */
  private mostSpecific(namespace: string, pool: Pool, fqdn: string, made: RuleOfHost | undefined): readonly RuleOfHost[] {
    const written = this.in(namespace).filter(({ rule, host }) => hostCovers(host, fqdn) && this.isIn(pool, rule));
    const rules: readonly HostRule[] = made !== undefined && this.isIn(pool, made.rule) ? [{ ...made, host: fqdn }, ...written] : written;
    const best = rules.map(({ host }) => host).reduce<string | undefined>(narrower, undefined);
    const same = rules.filter(({ host }) => host === best);
    return [...same.filter(({ rule }) => isForSome(rule)), ...same.filter(({ rule }) => !isForSome(rule))];
  }

  private isIn(pool: Pool, rule: DestinationRule): boolean {
    return IS_IN[pool](rule, this.mesh.usualExports('DestinationRule').includes('.'));
  }

  private in(namespace: string): readonly HostRule[] {
    this.bySpace ??= groupBy(this.all(), ({ rule }) => rule.namespace);
    return this.bySpace.get(namespace) ?? [];
  }

  private all(): readonly HostRule[] {
    this.rules ??= oldestFirst(this.objects.all(DESTINATION_RULE)).map((rule) => ({ rule, host: this.hosts.fqdn(rule.spec.host, rule.namespace) }));
    return this.rules;
  }
}

const IS_IN: Readonly<Record<Pool, (rule: DestinationRule, isUsuallyPrivate: boolean) => boolean>> = {
  local: (rule) => exportsOfRule(rule).length === 0 || exportsOfRule(rule).some((each) => ['*', '.', rule.namespace].includes(each)),
  exported: (rule, isUsuallyPrivate) => !isPrivate(rule, isUsuallyPrivate),
  root: isPrivate,
};

function isPrivate(rule: DestinationRule, isUsuallyPrivate: boolean): boolean {
  const exports = [...new Set(exportsOfRule(rule))];
  return exports.length === 0 ? isUsuallyPrivate : exports.length === 1 && ['.', rule.namespace].includes(exports[0]);
}

function narrower(best: string | undefined, host: string): string {
  return best === undefined || hostCovers(best, host) ? host : best;
}
