import { Flags } from '../flags';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';
import type { PodSet } from '../pods';
import type { Container } from '../shapes';

/** What an endpoint picker's release is like, as far as manifests have to agree with it. */
export interface PickerRelease {
  /** `apiVersion` of its EndpointPickerConfig. */
  readonly configVersion: string;
  /** The group of InferenceObjective and InferenceModelRewrite. */
  readonly objectiveGroup: string;
}

/** The file that a picker reads. */
export interface PickerConfigFile {
  /** The ConfigMap that is mounted where the picker looks. */
  readonly configMap: string;
  readonly key: string;
}

/** A probe that asks a port of the pod by gRPC. */
export interface GrpcProbe {
  /** The field of the container: `readinessProbe`. */
  readonly field: string;
  readonly port?: number;
  readonly service?: string;
}

/** The services of which it knows the health under leader election (cmd/epp/runner/health.go). Without, the name does not matter. */
export const HEALTH_SERVICES = ['', 'readiness', 'liveness', 'envoy.service.ext_proc.v3.ExternalProcessor'];

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

interface ConfigMapVolume {
  readonly name?: string;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

interface Volumes {
  readonly volumes?: readonly { readonly name: string; readonly configMap?: ConfigMapVolume }[];
}

interface Mounts {
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[];
}

/** sigs.k8s.io/gateway-api-inference-extension v1.5.0 and llm-d/llm-d-router v0.10.0, apix/config/v1alpha1. */
const RELEASES: readonly (readonly [image: RegExp, release: PickerRelease])[] = [
  [/(^|\/)gateway-api-inference-extension\/epp[:@]/, { configVersion: 'inference.networking.x-k8s.io/v1alpha1', objectiveGroup: 'inference.networking.x-k8s.io' }],
  [/(^|\/)llm-d-router-endpoint-picker[:@]/, { configVersion: 'llm-d.ai/v1alpha1', objectiveGroup: 'llm-d.ai' }],
];

/** An endpoint picker: a container that is told its pool by flags (pkg/epp/server/options.go of the release). */
export class Picker {
  /** The pickers in some pods. */
  public static in(pods: PodSet): Picker[] {
    return pods.containers.map((container, i) => new Picker(pods, container, i)).filter((picker) => picker.has('pool-name'));
  }

  private readonly flags: Flags;

  private constructor(public readonly pods: PodSet, public readonly container: Container, private readonly index: number) {
    this.flags = new Flags(container);
  }

  /** The workload that it runs in. */
  public get owner(): ManifestObject {
    return this.pods.owner;
  }

  public get namespace(): string {
    return this.pods.namespace;
  }

  public get release(): PickerRelease | undefined {
    return RELEASES.find(([image]) => image.test(this.container.image ?? ''))?.[1];
  }

  /** The pool that it asks the API server for (cmd/epp/runner/runner.go `resolvePoolNamespace`). */
  public get pool(): { readonly namespace: string; readonly name: string } {
    return { namespace: this.flag('pool-namespace') || this.ownNamespace(), name: this.flag('pool-name')! };
  }

  public get extProcPort(): number {
    return Number(this.flag('grpc-port') ?? 9002);
  }

  /**
   * The ports on which it answers questions for its health, in plaintext (pkg/epp/server/runserver.go for `--health-checking`); none where a
   * variable says it whose value is elsewhere.
   */
  public get healthPorts(): readonly number[] {
    const own = Number(this.flag('grpc-health-port') ?? 9003);
    const ports = this.flags.isOn('health-checking', false) && !this.servesTls ? [own, this.extProcPort] : [own];
    return ports.some(Number.isNaN) ? [] : ports;
  }

  public get servesTls(): boolean {
    return this.flags.isOn('secure-serving', true);
  }

  /** Whether its certificate is one that it makes itself at its start. */
  public get isSelfSigned(): boolean {
    return this.servesTls && !this.flag('cert-path');
  }

  public get metricsPort(): number {
    return Number(this.flag('metrics-port') ?? 9090);
  }

  /** Whether it has the API server judge who asks for its metrics. */
  public get guardsMetrics(): boolean {
    return this.flags.isOn('metrics-endpoint-auth', true);
  }

  public get electsLeader(): boolean {
    return this.flags.isOn('ha-enable-leader-election', false);
  }

  public get grpcProbes(): readonly GrpcProbe[] {
    return PROBES.flatMap((field) => {
      const { grpc } = (this.container[field] ?? {}) as { readonly grpc?: Omit<GrpcProbe, 'field'> };
      return grpc === undefined ? [] : [{ ...grpc, field }];
    });
  }

  public has(flag: string): boolean {
    return this.flags.has(flag);
  }

  public flag(name: string): string | undefined {
    return this.flags.value(name);
  }

  /** Where the flag is set, or else the container. */
  public flagAt(name: string): Location {
    const arg = this.flags.argOf(name);
    return arg === undefined ? this.at() : this.at('args', arg);
  }

  /** A field of its container. */
  public at(...path: readonly (string | number)[]): Location {
    return this.pods.at('spec', 'containers', this.index, ...path);
  }

  /** Where its `--config-file` lies, or undefined where no ConfigMap is mounted there. */
  public configFile(): PickerConfigFile | undefined {
    const file = this.flag('config-file') ?? '';
    const { volumeMounts = [] } = this.container as Mounts;
    const mount = volumeMounts.find(({ mountPath }) => file === mountPath || file.startsWith(`${mountPath.replace(/\/$/, '')}/`));
    const configMap = mount && (this.pods.spec as Volumes).volumes?.find(({ name }) => name === mount.name)?.configMap;
    if (mount === undefined || configMap?.name === undefined) {
      return undefined;
    }
    const path = mount.subPath ?? file.slice(mount.mountPath.replace(/\/$/, '').length + 1);
    const key = configMap.items === undefined ? path : configMap.items.find((item) => item.path === path)?.key ?? path;
    return { configMap: configMap.name, key };
  }

  private ownNamespace(): string {
    const variable = this.container.env?.find(({ name }) => name === 'NAMESPACE');
    return variable === undefined ? 'default' : variable.value ?? this.namespace;
  }
}
