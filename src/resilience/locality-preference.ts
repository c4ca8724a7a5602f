import { checkDisjoint, checkLocality, checkRegion } from './locality';
import type { DestinationRuleDistribute, DestinationRuleFailover, DestinationRuleLocalityLbSetting } from '../../imports/networking.istio.io';
import { checkLabels } from '../core/names';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** Shares for the requests that come from one locality (`localityLbSetting.distribute[]`). */
export interface LocalityDistribution {
  /** Where the calling proxy runs (`from`): `region`, `region/zone` or `region/zone/subzone`, the last part may be `*`. */
  readonly source: string;
  /** Percent for each locality (`to`), whole numbers from 1, 100 in sum. Localities that are not named get nothing. */
  readonly to: { readonly [locality: string]: number };
}

/** Where requests from one region go when its endpoints have been ejected (`localityLbSetting.failover[]`). */
export interface LocalityFailover {
  /** The region of the calling proxy (`from`). */
  readonly source: string;
  /** The region that takes over (`to`). */
  readonly to: string;
}

/**
 * Which localities are preferred (DestinationRule `trafficPolicy.loadBalancer.localityLbSetting`). It replaces the mesh's setting altogether,
 * which is `nearest()` unless changed. A locality is what the node labels `topology.kubernetes.io/region` and `…/zone` and the label
 * `topology.istio.io/subzone` say.
 */
export class LocalityPreference {
  /** Endpoints of the same subzone, else zone, else region, else any (`enabled: true`). Needs outlier detection. */
  public static nearest(): LocalityPreference {
    return new LocalityPreference(() => ({ enabled: true }), true);
  }

  /** All endpoints alike, wherever they are (`enabled: false`). */
  public static disabled(): LocalityPreference {
    return new LocalityPreference(() => ({ enabled: false }), false);
  }

  /** Fixed shares by locality (`distribute`). Requests from a locality that no entry names are not distributed. */
  public static distribute(distributions: LocalityDistribution[]): LocalityPreference {
    return new LocalityPreference((site) => renderDistribute(site.at('distribute'), distributions), false);
  }

  /** The nearest endpoints, and another region of your choice when there are none (`failover`). Needs outlier detection. */
  public static failover(failovers: LocalityFailover[]): LocalityPreference {
    return new LocalityPreference((site) => renderFailover(site.at('failover'), failovers), true);
  }

  /**
   * Endpoints that agree with the calling proxy in most of these labels, the first label counting most (`failoverPriority`). Needs outlier
   * detection.
   * @param labels keys (`topology.kubernetes.io/zone`), or keys with the value to compare with (`version=v1`)
   */
  public static failoverPriority(labels: string[]): LocalityPreference {
    return new LocalityPreference((site) => renderFailoverPriority(site.at('failoverPriority'), labels), true);
  }

  private constructor(
    private readonly render: (site: Site) => DestinationRuleLocalityLbSetting,
    /** @internal */
    public readonly _needsOutlierDetection: boolean,
  ) {}

  /** @internal */
  public _render(site: Site): DestinationRuleLocalityLbSetting {
    return this.render(site);
  }
}

function renderDistribute(site: Site, distributions: LocalityDistribution[]): DestinationRuleLocalityLbSetting {
  checkFilled(site, distributions);
  const distribute = distributions.map((distribution, i) => renderDistribution(site.at(i), distribution));
  checkDisjoint(site, distributions.map(({ source }) => source));
  return { distribute };
}

function renderDistribution(site: Site, { source, to }: LocalityDistribution): DestinationRuleDistribute {
  for (const [locality, weight] of Object.entries(to)) {
    checkLocality(site.at('to'), locality);
    checkInteger(site.at('to', locality), weight, { min: 1, max: 100, fix: 'leave a locality out that gets nothing' });
  }
  checkDisjoint(site.at('to'), Object.keys(to));
  const sum = Object.values(to).reduce((total, weight) => total + weight, 0);
  site.at('to').check(sum === 100, { problem: 'must be 100 percent in sum', got: sum, fix: 'correct the percentages' });
  return { from: checkLocality(site.at('source'), source), to: { ...to } };
}

function renderFailover(site: Site, failovers: LocalityFailover[]): DestinationRuleLocalityLbSetting {
  checkFilled(site, failovers);
  return { failover: failovers.map((failover, i) => renderRegions(site.at(i), failover, failovers.slice(0, i))) };
}

/** Istio reads the first entry of a region only. */
function renderRegions(site: Site, { source, to }: LocalityFailover, earlier: LocalityFailover[]): DestinationRuleFailover {
  site.at('source').check(!earlier.some((other) => other.source === source), {
    problem: 'has an entry already, and Istio reads the first only',
    got: source,
    fix: 'name each region once',
  });
  site.at('to').check(source !== to, { problem: 'must be another region than source', got: to, fix: 'name the region that takes over' });
  return { from: checkRegion(site.at('source'), source), to: checkRegion(site.at('to'), to) };
}

function renderFailoverPriority(site: Site, labels: string[]): DestinationRuleLocalityLbSetting {
  checkFilled(site, labels);
  labels.forEach((label, i) => {
    const [key, ...value] = label.split('=');
    checkLabels(site.at(i), { [key]: value.join('=') });
  });
  return { failoverPriority: [...labels] };
}

function checkFilled(site: Site, list: unknown[]): void {
  site.check(list.length > 0, { problem: 'must have an entry', fix: 'name a locality, or leave locality out' });
}
