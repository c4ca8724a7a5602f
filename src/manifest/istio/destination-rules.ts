import type { DestinationRuleSpec } from '../../../imports/networking.istio.io';
import { groupBy } from '../group-by';
import { hostCovers } from '../host-names';
import type { Hosts } from '../hosts';
import { DESTINATION_RULE } from '../kinds';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import { isExportedTo } from './exports';

type DestinationRule = ManifestObject<DestinationRuleSpec>;

/** A rule and its host in full. */
interface HostRule {
  readonly rule: DestinationRule;
  readonly host: string;
}

/** Which DestinationRule counts for a host (istio.io/istio pilot/pkg/model/push_context.go `destinationRule`). */
export class DestinationRules {
  private rules: readonly HostRule[] | undefined;
  private bySpace: ReadonlyMap<string, readonly HostRule[]> | undefined;

  constructor(private readonly objects: Objects, private readonly hosts: Hosts, private readonly rootNamespace: string) {}

  /**
   * The rules of the most specific host in the first namespace that has any: the client's, the service's, the root namespace. Their
   * subsets are merged, the traffic policy is that of the first. Rules for certain pods of the client are left out.
   */
  public for(fqdn: string, clientNamespace: string, serviceNamespace: string): readonly DestinationRule[] {
    for (const namespace of [clientNamespace, serviceNamespace, this.rootNamespace]) {
      const candidates = this.in(namespace).filter(({ rule, host }) => rule.spec.workloadSelector === undefined
        && hostCovers(host, fqdn) && isExportedTo(rule, clientNamespace));
      const best = candidates.map(({ host }) => host).reduce<string | undefined>(narrower, undefined);
      if (best !== undefined) {
        return candidates.filter(({ host }) => host === best).map(({ rule }) => rule);
      }
    }
    return [];
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
    this.rules ??= this.objects.all(DESTINATION_RULE).map((rule) => ({ rule, host: this.hosts.fqdn(rule.spec.host, rule.namespace) }));
    return this.rules;
  }
}

function narrower(best: string | undefined, host: string): string {
  return best === undefined || hostCovers(best, host) ? host : best;
}
