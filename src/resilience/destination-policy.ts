import { Construct } from 'constructs';
import type { DestinationRuleTrafficPolicy } from '../../imports/networking.istio.io';
import { DestinationRule } from '../../imports/networking.istio.io';

interface DestinationPolicyProps {
  readonly namespace: string;
  readonly service: string;
  readonly clusterDomain: string;
  readonly trafficPolicy: DestinationRuleTrafficPolicy;
}

/** The DestinationRule of one Service. It lies beside the Service and is exported everywhere, so that every caller's proxy finds it. */
export class DestinationPolicy extends Construct {
  constructor(scope: Construct, id: string, { namespace, service, clusterDomain, trafficPolicy }: DestinationPolicyProps) {
    super(scope, id);
    new DestinationRule(this, 'Resource', {
      metadata: { namespace, name: service },
      spec: { host: `${service}.${namespace}.svc.${clusterDomain}`, trafficPolicy },
    });
  }
}
