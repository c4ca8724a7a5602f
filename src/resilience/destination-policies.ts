import type { Construct } from 'constructs';
import { DestinationPolicy } from './destination-policy';
import { firstDifference } from './first-difference';
import type { TrafficPolicy } from './traffic-policy';
import { renderTrafficPolicy } from './traffic-policy';
import { toJson_DestinationRuleTrafficPolicy } from '../../imports/networking.istio.io';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';

interface DestinationPoliciesProps {
  readonly target: Target;
  /** `cluster.local` */
  readonly clusterDomain: string;
}

/** What somebody asks for a Service. */
export interface DestinationDeclaration {
  readonly namespace: string;
  readonly service: string;
  readonly policy: TrafficPolicy;
  /** Endpoints of the Service at the least, undefined where unknown. */
  readonly replicas?: number;
  /** Every port of the Service is declared h2c. */
  readonly h2c: boolean;
}

interface Declared {
  readonly site: Site;
  readonly json: unknown;
}

/**
 * One DestinationRule for each Service that receives requests, whoever asks for it. Istio takes the first of several for the same host and
 * drops the rest, so two that differ are an error.
 */
export class DestinationPolicies {
  private readonly declared = new Map<string, Declared>();

  constructor(private readonly scope: Construct, private readonly props: DestinationPoliciesProps) {}

  declare(site: Site, { namespace, service, policy, replicas, h2c }: DestinationDeclaration): void {
    const { target, clusterDomain } = this.props;
    const trafficPolicy = renderTrafficPolicy(policy, { site, target, replicas, h2c });
    const key = `${namespace}/${service}`;
    const json = toJson_DestinationRuleTrafficPolicy(trafficPolicy);
    const first = this.declared.get(key);
    if (first) {
      checkSame(site, key, json, first);
      return;
    }
    this.declared.set(key, { site, json });
    // A namespace has no dot in it, so the id is unique.
    new DestinationPolicy(this.scope, `destination.${namespace}.${service}`, { namespace, service, clusterDomain, trafficPolicy });
  }
}

function checkSame(site: Site, service: string, json: unknown, first: Declared): void {
  const difference = firstDifference(first.json, json);
  site.check(difference === undefined, {
    problem: `must be the same as ${first.site} for Service ${service}, which has one DestinationRule for all callers; ${difference} differs`,
    fix: 'give both the same policy, number of replicas and protocol, or give it once',
  });
}
