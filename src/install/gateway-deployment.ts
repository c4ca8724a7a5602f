import type { Duration } from 'cdk8s';
import { Yaml } from 'cdk8s';
import type { PlainObject } from './plain-data';
import { ifAny, ifFilled, withoutAbsent } from './plain-data';
import type { ProxyResources } from './proxy-resources';
import { concurrencyConfig, toContainerResources } from './proxy-resources';
import { renderSeconds } from './seconds';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/** How many pods of a gateway or waypoint Kubernetes keeps, by load. */
export interface ProxyAutoscaling {
  /** The fewest pods: `minReplicas` of the HorizontalPodAutoscaler. */
  readonly minReplicas: number;
  /** The most pods: `maxReplicas` of the HorizontalPodAutoscaler. */
  readonly maxReplicas: number;
  /**
   * The share of its requested CPU, in percent, that a pod should use on average: `averageUtilization` of the metric `cpu`.
   * @default - Kubernetes' own: 80
   */
  readonly cpuUtilization?: number;
}

/**
 * The pods that Istio runs for a Gateway or a waypoint. Written to a ConfigMap that the Gateway names in
 * `infrastructure.parametersRef`; Istio merges it into the Deployment, HorizontalPodAutoscaler and
 * PodDisruptionBudget that it makes (pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go).
 */
export interface GatewayDeployment {
  /**
   * Requests and limits of the proxy: key `deployment`, container `istio-proxy`. Its concurrency goes into the
   * annotation `proxy.istio.io/config`.
   * @default - those of the install settings
   */
  readonly resources?: ProxyResources;
  /**
   * A fixed number of pods: `spec.replicas` in key `deployment`. Not together with `autoscaling`.
   * @default - one pod, or what somebody scales it to
   */
  readonly replicas?: number;
  /**
   * A number of pods that follows the load: key `horizontalPodAutoscaler`. Not together with `replicas`.
   * @default - no autoscaler
   */
  readonly autoscaling?: ProxyAutoscaling;
  /**
   * Pods that stay while nodes are drained: `spec.minAvailable` in key `podDisruptionBudget`. Less than the pods
   * there are, else no node could ever be drained.
   * @default - no budget
   */
  readonly minAvailable?: number;
  /**
   * How long a stopping proxy lets open requests, streams of tokens among them, come to their end:
   * `terminationDrainDuration` in the annotation `proxy.istio.io/config`. The pod gets five seconds more
   * (`terminationGracePeriodSeconds` in key `deployment`). Whole seconds.
   * @default - Istio's own: 5 seconds, after which streams are cut off
   */
  readonly drain?: Duration;
}

/** An environment variable of the proxy, with a value that only a Secret of its namespace holds. */
export interface SecretVariable {
  readonly variable: string;
  readonly secret: string;
  readonly key: string;
}

/** What goes where for a GatewayDeployment. */
export interface GatewayDeploymentConfig {
  /** `data` of the ConfigMap; empty where none is needed. */
  readonly data: { readonly [key: string]: string };
  /** For the annotation `proxy.istio.io/config` in `infrastructure.annotations`; empty where none is needed. */
  readonly proxyConfig: PlainObject;
}

const MAX_PODS = 1000;
const DRAIN_MARGIN_SECONDS = 5;

export function gatewayDeploymentConfig(
  site: Site, deployment: GatewayDeployment, variables: readonly SecretVariable[] = [],
): GatewayDeploymentConfig {
  const { resources, drain } = deployment;
  const fewest = fewestPods(site, deployment);
  const patches = {
    deployment: deploymentPatch(site, deployment, variables),
    horizontalPodAutoscaler: deployment.autoscaling && autoscalerPatch(site.at('autoscaling'), deployment.autoscaling),
    podDisruptionBudget: budgetPatch(site.at('minAvailable'), deployment.minAvailable, fewest),
  };
  const present = Object.entries(patches).filter(([, patch]) => patch !== undefined);
  return {
    data: Object.fromEntries(present.map(([key, patch]) => [key, Yaml.stringify(withoutAbsent(patch))])),
    proxyConfig: {
      ...(resources && concurrencyConfig(site.at('resources'), resources)),
      ...(drain && { terminationDrainDuration: renderSeconds(site.at('drain'), drain) }),
    },
  };
}

function fewestPods(site: Site, { replicas, autoscaling }: GatewayDeployment): number {
  if (replicas !== undefined && autoscaling) {
    site.at('replicas').fail({ problem: 'cannot be fixed where autoscaling changes it', got: replicas, fix: 'leave out one of the two' });
  }
  if (replicas !== undefined) {
    return checkPods(site.at('replicas'), replicas);
  }
  return autoscaling?.minReplicas ?? 1;
}

function deploymentPatch(
  site: Site, { replicas, resources, drain }: GatewayDeployment, variables: readonly SecretVariable[],
): PlainObject | undefined {
  const containerResources = resources && toContainerResources(site.at('resources'), resources);
  const container = ifAny({ resources: containerResources, env: ifFilled(variables.map(secretVariable)) });
  const podSpec = ifAny({
    terminationGracePeriodSeconds: drain && graceSeconds(site.at('drain'), drain),
    containers: container && [{ name: 'istio-proxy', ...container }],
  });
  const spec = ifAny({ replicas, template: podSpec && { spec: podSpec } });
  return spec && { spec };
}

/** A gateway without one of its credentials still serves everything else, so that a missing Secret does not keep it from starting. */
function secretVariable({ variable, secret, key }: SecretVariable): PlainObject {
  return { name: variable, valueFrom: { secretKeyRef: { name: secret, key, optional: true } } };
}

function autoscalerPatch(site: Site, { minReplicas, maxReplicas, cpuUtilization }: ProxyAutoscaling): PlainObject {
  checkPods(site.at('minReplicas'), minReplicas);
  checkPods(site.at('maxReplicas'), maxReplicas);
  site.at('maxReplicas').check(maxReplicas >= minReplicas, {
    problem: `must not be below minReplicas, which is ${minReplicas}`,
    got: maxReplicas,
    fix: 'raise it',
  });
  return { spec: { minReplicas, maxReplicas, metrics: cpuUtilization === undefined ? undefined : [cpuMetric(site, cpuUtilization)] } };
}

function cpuMetric(site: Site, cpuUtilization: number): PlainObject {
  const averageUtilization = checkInteger(site.at('cpuUtilization'), cpuUtilization, {
    min: 1,
    max: 100,
    fix: 'give percent of the requested CPU, 60 to 80 for most',
  });
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } };
}

function budgetPatch(site: Site, minAvailable: number | undefined, fewest: number): PlainObject | undefined {
  if (minAvailable === undefined) {
    return undefined;
  }
  checkPods(site, minAvailable);
  site.check(minAvailable < fewest, {
    problem: `must be below the number of pods, which can be ${fewest}: no node could be drained`,
    got: minAvailable,
    fix: 'raise replicas or autoscaling.minReplicas, or lower it',
  });
  return { spec: { minAvailable } };
}

function graceSeconds(site: Site, drain: Duration): number {
  const seconds = drain.toMilliseconds() / 1_000;
  site.check(Number.isInteger(seconds), { problem: 'must be whole seconds', got: drain.toHumanString(), fix: 'Kubernetes counts a grace period in seconds' });
  return seconds + DRAIN_MARGIN_SECONDS;
}

function checkPods(site: Site, count: number): number {
  return checkInteger(site, count, { min: 1, max: MAX_PODS, fix: 'give a number of pods' });
}
