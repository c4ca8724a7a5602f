import type { HashAlgorithm } from './hash-algorithm';
import type { HashKey } from './hash-key';
import type { Warmup } from './warmup';
import { renderWarmup } from './warmup';
import type { DestinationRuleLoadBalancer } from '../../imports/networking.istio.io';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';

/** What goes with an algorithm that weighs endpoints. */
export interface LoadBalancingOptions {
  /**
   * Lets the share of new endpoints grow slowly.
   * @default - a new endpoint has its full share at once
   */
  readonly warmup?: Warmup;
}

/**
 * How Envoy chooses one of a Service's endpoints (DestinationRule `trafficPolicy.loadBalancer`). An InferencePool has its own way: the
 * endpoint picker chooses.
 */
export class LoadBalancing {
  /**
   * Of two endpoints drawn at random, the one with fewer requests under way (`simple: LEAST_REQUEST`). Istio's default, and the right one where
   * requests differ in length as completions do.
   */
  public static leastRequest(options: LoadBalancingOptions = {}): LoadBalancing {
    return new LoadBalancing((site, target) => renderSimple(site, 'LEAST_REQUEST', target, options));
  }

  /** One after the other (`simple: ROUND_ROBIN`), whatever they are busy with. */
  public static roundRobin(options: LoadBalancingOptions = {}): LoadBalancing {
    return new LoadBalancing((site, target) => renderSimple(site, 'ROUND_ROBIN', target, options));
  }

  /** Any of them (`simple: RANDOM`). */
  public static random(): LoadBalancing {
    return new LoadBalancing((site, target) => renderSimple(site, 'RANDOM', target));
  }

  /**
   * Requests with the same key go to the same endpoint, as long as endpoints do not come and go (`consistentHash`): a warm KV cache, a session.
   * Proxies agree on the endpoint only where they see the same ones: proxies of several localities do not while locality balancing is on, so
   * beside outlier detection give `LocalityPreference.disabled()` too.
   * @param key what the requests have in common
   * @param algorithm how the endpoint is found; a ring of 1024 points if left out
   */
  public static consistentHash(key: HashKey, algorithm?: HashAlgorithm): LoadBalancing {
    return new LoadBalancing((site) => ({
      consistentHash: { ...key._render(site.at('key')), ...algorithm?._render(site.at('algorithm')) },
    }));
  }

  private constructor(private readonly render: (site: Site, target: Target) => DestinationRuleLoadBalancer) {}

  /** @internal */
  public _render(site: Site, target: Target): DestinationRuleLoadBalancer {
    return this.render(site, target);
  }
}

function renderSimple(site: Site, simple: string, target: Target, { warmup }: LoadBalancingOptions = {}): DestinationRuleLoadBalancer {
  return { simple, warmup: warmup && renderWarmup(site.at('warmup'), warmup, target) };
}
