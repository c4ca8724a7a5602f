import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import { oldestFirst } from '../age';
import { groupBy } from '../group-by';
import { hostCovers } from '../host-names';
import type { Hosts } from '../hosts';
import { DESTINATION_RULE } from '../kinds';
import { hasLabels } from '../labels';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { Labels } from '../shapes';
import { exportsOf, isExportedTo } from './exports';

type DestinationRule = ManifestObject<DestinationRuleSpec>;

/** A rule and its host in full. */
interface HostRule {
  readonly rule: DestinationRule;
  readonly host: string;
}

/** Whose clusters they are for; without labels no rule for certain pods is. */
export interface Client {
  readonly namespace: string;
  readonly labels?: Labels;
}

/** Which DestinationRule counts for a host (istio.io/istio pilot/pkg/model/push_context.go `destinationRule`). */
export class DestinationRules {
  private rules: readonly HostRule[] | undefined;
  private bySpace: ReadonlyMap<string, readonly HostRule[]> | undefined;

  constructor(private readonly objects: Objects, private readonly hosts: Hosts, private readonly rootNamespace: string) {}

  /**
   * The rules of the most specific host in the first namespace that has any: the client's, the service's, the root namespace. Their
   * subsets are merged, the traffic policy is that of the first. One for certain pods holds in its own namespace, before those for all, and
   * takes their place for its host even where none of them is for the client.
   */
  public for(fqdn: string, client: Client, serviceNamespace: string): readonly DestinationRule[] {
    for (const namespace of [client.namespace, serviceNamespace, this.rootNamespace]) {
      const candidates = this.in(namespace).filter(({ rule, host }) => hostCovers(host, fqdn)
        && (isForSome(rule) ? namespace === client.namespace : isExportedTo(rule, client.namespace)));
      const best = candidates.map(({ host }) => host).reduce<string | undefined>(narrower, undefined);
      if (best !== undefined) {
        return merged(candidates.filter(({ host }) => host === best).map(({ rule }) => rule), client);
      }
    }
    return [];
  }

  /** Equal for clients of which no rule tells one from the other. */
  public scopeOf(client: Client): string {
    const own = this.in(client.namespace).filter(({ rule }) => isForSome(rule) && selects(rule, client));
    return JSON.stringify([client.namespace, own.map(({ rule }) => rule.name)]);
  }

  /** Every rule whose host covers the name, wherever it lies. */
  public covering(fqdn: string): readonly DestinationRule[] {
    return this.all().filter(({ host }) => hostCovers(host, fqdn)).map(({ rule }) => rule);
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

/**
 * Of rules for the same pods, or for all (pilot/pkg/model/sidecar.go `DestinationRule`). One for all that is exported to its own namespace only
 * becomes part of those for certain pods, and is nobody's besides (pilot/pkg/model/destination_rule.go `mergeDestinationRule`).
 */
function merged(rules: readonly DestinationRule[], client: Client): readonly DestinationRule[] {
  const some = rules.filter(isForSome);
  const all = rules.filter((rule) => !isForSome(rule));
  const first = some.find((rule) => selects(rule, client));
  return first === undefined
    ? all.filter((rule) => some.length === 0 || !isPrivate(rule))
    : [...some.filter((rule) => areSame(labelsOf(rule), labelsOf(first))), ...all.filter(isPrivate)];
}

function isPrivate(rule: DestinationRule): boolean {
  return exportsOf(rule).join() === '.';
}

function isForSome({ spec }: DestinationRule): boolean {
  return spec.workloadSelector !== undefined;
}

function selects(rule: DestinationRule, { labels = {} }: Client): boolean {
  return hasLabels(labels, labelsOf(rule));
}

function labelsOf({ spec }: DestinationRule): Labels {
  return spec.workloadSelector?.matchLabels ?? {};
}

function areSame(a: Labels, b: Labels): boolean {
  return hasLabels(a, b) && hasLabels(b, a);
}

function narrower(best: string | undefined, host: string): string {
  return best === undefined || hostCovers(best, host) ? host : best;
}
