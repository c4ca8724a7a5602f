import type { PodSpec, Probe } from './pod-spec';
import { checkQuantity } from '../core/quantity';
import type { Site } from '../core/site';

/** Ports of the body-based router; it has flags for them, and nobody needs others. */
export const MODEL_ROUTER_PORTS = { extProc: 9004, health: 9005, metrics: 9090 };

interface ModelRouterPodProps {
  readonly site: Site;
  readonly serviceAccountName: string;
  readonly image?: string;
  readonly cpu?: string;
  readonly memory?: string;
  /** It encrypts by itself, with a certificate that it makes at its start. */
  readonly secure: boolean;
}

const IMAGE = 'registry.k8s.io/gateway-api-inference-extension/bbr:v1.5.0';
const GRACE_PERIOD = 30;

/** The pod of a body-based router: flags of pkg/bbr/server/options.go of the Inference Extension v1.5.0. */
export function modelRouterPod({ site, serviceAccountName, image = IMAGE, cpu = '500m', memory = '512Mi', secure }: ModelRouterPodProps): PodSpec {
  checkQuantity(site.at('cpu'), cpu, 'cpu');
  checkQuantity(site.at('memory'), memory, 'memory');
  site.at('image').check(/^\S+$/.test(image), { problem: 'must name an image', got: image, fix: "write 'registry/name:version'" });
  return {
    serviceAccountName,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: GRACE_PERIOD,
    containers: [{
      name: 'router',
      image,
      args: [
        // Headers are changed when the whole body is there, which the other mode cannot do for long ones.
        '--streaming=true',
        `--grpc-port=${MODEL_ROUTER_PORTS.extProc}`,
        `--grpc-health-port=${MODEL_ROUTER_PORTS.health}`,
        `--metrics-port=${MODEL_ROUTER_PORTS.metrics}`,
        '--metrics-endpoint-auth=false',
        `--secure-serving=${secure}`,
        '--enable-pprof=false',
        '--tracing=false',
        '--zap-encoder=json',
      ],
      // Without it, it would read the ConfigMaps of all namespaces.
      env: [{ name: 'NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
      ports: [
        { name: 'ext-proc', containerPort: MODEL_ROUTER_PORTS.extProc },
        { name: 'health', containerPort: MODEL_ROUTER_PORTS.health },
        { name: 'metrics', containerPort: MODEL_ROUTER_PORTS.metrics },
      ],
      resources: { requests: { cpu, memory }, limits: { memory } },
      readinessProbe: probe('readiness', 2),
      livenessProbe: { ...probe('liveness', 10), initialDelaySeconds: 5 },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    }],
  };
}

function probe(service: string, periodSeconds: number): Probe {
  return { grpc: { port: MODEL_ROUTER_PORTS.health, service }, periodSeconds };
}
