import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { Site } from '../../src/core/site';
import type { GatewayDeployment } from '../../src/install/gateway-deployment';
import { gatewayDeploymentConfig } from '../../src/install/gateway-deployment';

const render = (deployment: GatewayDeployment) => gatewayDeploymentConfig(Site.named('Mesh', 'waypoint'), deployment);

test('replicas, resources and the grace period patch the Deployment', () => {
  const { data, proxyConfig } = render({ replicas: 2, resources: { cpuLimit: '4', concurrency: 4 }, drain: Duration.minutes(2) });
  expect(Object.keys(data)).toEqual(['deployment']);
  expect(parse(data.deployment)).toEqual({
    spec: {
      replicas: 2,
      template: { spec: { terminationGracePeriodSeconds: 125, containers: [{ name: 'istio-proxy', resources: { limits: { cpu: '4' } } }] } },
    },
  });
  expect(proxyConfig).toEqual({ concurrency: 4, terminationDrainDuration: '120s' });
});

test('autoscaling and a disruption budget are keys of their own', () => {
  const { data } = render({ autoscaling: { minReplicas: 2, maxReplicas: 6, cpuUtilization: 70 }, minAvailable: 1 });
  expect(Object.keys(data)).toEqual(['horizontalPodAutoscaler', 'podDisruptionBudget']);
  expect(parse(data.horizontalPodAutoscaler)).toEqual({
    spec: {
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    },
  });
  expect(parse(data.podDisruptionBudget)).toEqual({ spec: { minAvailable: 1 } });
});

test('autoscaling without a share leaves the metric to Kubernetes', () => {
  const { data } = render({ autoscaling: { minReplicas: 1, maxReplicas: 2 } });
  expect(parse(data.horizontalPodAutoscaler)).toEqual({ spec: { minReplicas: 1, maxReplicas: 2 } });
});

test('nothing asked for needs no ConfigMap', () => {
  expect(render({})).toEqual({ data: {}, proxyConfig: {} });
  expect(render({ resources: { concurrency: 2 } })).toEqual({ data: {}, proxyConfig: { concurrency: 2 } });
});

test.each([
  [{ replicas: 0 }, /^\[Mesh\] waypoint\.replicas must be a whole number from 1 to 1000/],
  [{ replicas: 2, autoscaling: { minReplicas: 1, maxReplicas: 2 } }, /^\[Mesh\] waypoint\.replicas cannot be fixed where autoscaling changes it, got 2: leave out one/],
  [{ autoscaling: { minReplicas: 0, maxReplicas: 2 } }, /^\[Mesh\] waypoint\.autoscaling\.minReplicas must be/],
  [{ autoscaling: { minReplicas: 1, maxReplicas: 1.5 } }, /^\[Mesh\] waypoint\.autoscaling\.maxReplicas must be a whole/],
  [{ autoscaling: { minReplicas: 3, maxReplicas: 2 } }, /^\[Mesh\] waypoint\.autoscaling\.maxReplicas must not be below minReplicas, which is 3, got 2/],
  [{ autoscaling: { minReplicas: 1, maxReplicas: 2, cpuUtilization: 0 } }, /^\[Mesh\] waypoint\.autoscaling\.cpuUtilization must be a whole number from 1 to 100/],
  [{ minAvailable: 1 }, /^\[Mesh\] waypoint\.minAvailable must be below the number of pods, which can be 1: no node could be drained, got 1/],
  [{ replicas: 3, minAvailable: 0 }, /^\[Mesh\] waypoint\.minAvailable must be a whole number from 1/],
  [{ autoscaling: { minReplicas: 2, maxReplicas: 5 }, minAvailable: 2 }, /waypoint\.minAvailable must be below the number of pods, which can be 2/],
  [{ drain: Duration.millis(1500) }, /^\[Mesh\] waypoint\.drain must be whole seconds/],
  [{ drain: Duration.seconds(0) }, /^\[Mesh\] waypoint\.drain must be a whole number of milliseconds/],
  [{ resources: { cpuRequest: '3' } }, /^\[Mesh\] waypoint\.resources\.cpuRequest does not fit cpuLimit/],
  [{ resources: { concurrency: 0 } }, /^\[Mesh\] waypoint\.resources\.concurrency must be/],
] as [GatewayDeployment, RegExp][])('fails on %j', (deployment, message) => {
  expect(() => render(deployment)).toThrow(message);
});
