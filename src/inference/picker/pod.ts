import type { EndpointPickerOptions } from './options';
import { RELEASES } from './release';
import type { PickerRelease } from './release';
import type { PickerTlsConfig } from './tls';
import { checkInteger } from '../../core/numbers';
import { checkQuantity } from '../../core/quantity';
import type { Site } from '../../core/site';
import type { PodSpec, Probe } from '../pod-spec';

/** Ports of the picker; it has flags for them, and nobody needs others. */
export const PICKER_PORTS = { extProc: 9002, health: 9003, metrics: 9090 };

interface PickerPodProps {
  readonly site: Site;
  readonly options: EndpointPickerOptions;
  readonly release: PickerRelease;
  readonly serviceAccountName: string;
  readonly pool: { readonly namespace: string; readonly name: string };
  readonly configMap: string;
  readonly tls: PickerTlsConfig;
  readonly leaderElection: boolean;
  /** The port of the servers' metrics, where it is not that of their API. */
  readonly metricsPort?: number;
  /** Seconds that answers of the servers may take to end. */
  readonly serverGracePeriod: number;
}

const CONFIG_FILE = 'config.yaml';
const CONFIG_FOLDER = '/config';
const CERTIFICATE_FOLDER = '/certificate';

/** The data of the ConfigMap that the pod mounts. */
export function configData(text: string): { readonly [file: string]: string } {
  return { [CONFIG_FILE]: text };
}

/** The pod of an endpoint picker. */
export function pickerPod(props: PickerPodProps): PodSpec {
  const { site, options, release, tls, serviceAccountName, configMap } = props;
  const { cpu = '4', memory = '8Gi' } = options;
  checkQuantity(site.at('cpu'), cpu, 'cpu');
  checkQuantity(site.at('memory'), memory, 'memory');
  const grace = gracePeriodOf(props);
  const folders = [
    { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true as const },
    ...(tls.secret ? [{ name: 'certificate', mountPath: CERTIFICATE_FOLDER, readOnly: true as const }] : []),
  ];
  return {
    serviceAccountName,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: grace,
    containers: [{
      name: 'picker',
      image: checkImage(site.at('image'), options.image ?? RELEASES[release].image),
      args: argsOf(props, grace),
      env: [fieldEnv('NAMESPACE', 'metadata.namespace'), fieldEnv('POD_NAME', 'metadata.name')],
      ports: [
        { name: 'ext-proc', containerPort: PICKER_PORTS.extProc },
        { name: 'health', containerPort: PICKER_PORTS.health },
        { name: 'metrics', containerPort: PICKER_PORTS.metrics },
      ],
      resources: { requests: { cpu, memory }, limits: { memory } },
      readinessProbe: probe('readiness', 2),
      livenessProbe: { ...probe('liveness', 10), initialDelaySeconds: 5 },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      volumeMounts: folders,
    }],
    volumes: [
      { name: 'config', configMap: { name: configMap } },
      ...(tls.secret ? [{ name: 'certificate', secret: { secretName: tls.secret } }] : []),
    ],
  };
}

function argsOf({ options, release, pool, tls, leaderElection, metricsPort }: PickerPodProps, grace: number): string[] {
  const { drains, experimentalPlugins } = RELEASES[release];
  return [
    `--pool-name=${pool.name}`,
    `--pool-namespace=${pool.namespace}`,
    '--pool-group=inference.networking.k8s.io',
    `--config-file=${CONFIG_FOLDER}/${CONFIG_FILE}`,
    `--grpc-port=${PICKER_PORTS.extProc}`,
    `--grpc-health-port=${PICKER_PORTS.health}`,
    `--metrics-port=${PICKER_PORTS.metrics}`,
    `--metrics-endpoint-auth=${options.metricsAuthentication ?? false}`,
    `--secure-serving=${tls.kind !== 'MESH'}`,
    ...(tls.secret ? [`--cert-path=${CERTIFICATE_FOLDER}`, '--enable-cert-reload=true'] : []),
    ...(leaderElection ? ['--ha-enable-leader-election=true'] : []),
    ...(metricsPort === undefined ? [] : [`--model-server-metrics-port=${metricsPort}`]),
    ...(experimentalPlugins && options.config?.experimentalPlugins ? ['--allow-experimental-plugins=true'] : []),
    ...(drains ? [`--drain-timeout=${grace}s`] : []),
    '--enable-pprof=false',
    '--tracing=false',
    '--zap-encoder=json',
  ];
}

/** Names of services that the picker knows with leader election and without. */
function probe(service: string, periodSeconds: number): Probe {
  return { grpc: { port: PICKER_PORTS.health, service }, periodSeconds };
}

function gracePeriodOf({ site, options: { drainTime }, serverGracePeriod }: PickerPodProps): number {
  const seconds = drainTime?.toSeconds({ integral: false }) ?? serverGracePeriod;
  return checkInteger(site.at('drainTime'), seconds, { min: 1, max: 604_800, fix: 'give whole seconds, a week at most' });
}

function checkImage(site: Site, image: string): string {
  site.check(/^\S+$/.test(image), { problem: 'must name an image', got: image, fix: "write 'registry/name:version'" });
  return image;
}

function fieldEnv(name: string, fieldPath: string) {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
