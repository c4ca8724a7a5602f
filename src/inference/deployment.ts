import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PodSpec } from './pod-spec';

interface DeploymentProps {
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** By which it finds its pods. */
  readonly selector: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  /** How a new version takes over (`spec.strategy`). */
  readonly strategy: object;
  readonly spec: PodSpec;
  /** Seconds that a rollout may stand still. */
  readonly progressDeadlineSeconds?: number;
}

/** A Deployment without the detour of a schema that is older than its fields: `preStop.sleep` becomes `{}` in cdk8s-plus-28. */
export function declareDeployment(scope: Construct, props: DeploymentProps): ApiObject {
  const { namespace, name, replicas, selector, labels, annotations, strategy, spec, progressDeadlineSeconds } = props;
  return new ApiObject(scope, 'deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace, name },
    spec: {
      replicas,
      ...(progressDeadlineSeconds && { progressDeadlineSeconds }),
      strategy,
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: { labels: { ...labels }, ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }) },
        spec,
      },
    },
  });
}
