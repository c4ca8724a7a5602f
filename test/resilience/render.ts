import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { toJson_DestinationRuleTrafficPolicy } from '../../imports/networking.istio.io';
import { Site } from '../../src/core/site';
import type { Target } from '../../src/core/versions/capabilities';
import { DataPlane } from '../../src/core/versions/data-plane';
import { GatewayApi } from '../../src/core/versions/gateway-api';
import { IstioVersion } from '../../src/core/versions/istio-version';
import type { TrafficPolicy, TrafficPolicyContext } from '../../src/resilience/traffic-policy';
import { renderTrafficPolicy } from '../../src/resilience/traffic-policy';

export const TARGET: Target = { istio: IstioVersion.DEFAULT, gatewayApi: GatewayApi.DEFAULT, dataPlane: DataPlane.AMBIENT };
export const OLDER_TARGET: Target = { ...TARGET, istio: IstioVersion.of('1.30.3') };

const SITE = Site.of(new Construct(new Chart(Testing.app(), 'app'), 'chat'), 'trafficPolicy');

/** What goes into the manifest. */
export function render(policy: TrafficPolicy, context: Partial<TrafficPolicyContext> = {}): any {
  const rendered = renderTrafficPolicy(policy, { site: SITE, target: TARGET, h2c: false, ...context });
  return JSON.parse(JSON.stringify(toJson_DestinationRuleTrafficPolicy(rendered)));
}
