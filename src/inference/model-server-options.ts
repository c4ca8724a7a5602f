import type { Duration, Size } from 'cdk8s';
import type { ModelEngine, ServingRole } from './model-engine';
import type { RoutingSidecarOptions } from './routing-sidecar';

/** A LoRA adapter that a server loads at its start. */
export interface LoraAdapter {
  /** The model name by which requests ask for it; no other model or adapter behind the gateway may have it. */
  readonly name: string;
  /** Where the server finds it: a path in the container, or a repository that it can load from. */
  readonly path: string;
}

/** What the pods of a model server are like. */
export interface ModelServerOptions {
  /** The program that serves the model. */
  readonly engine: ModelEngine;
  /** The image of the container (`containers[0].image`); pin a version. */
  readonly image: string;
  /**
   * The model that it loads: a repository or a path, as the engine takes it. Not for TRITON and OPENAI_COMPATIBLE, which
   * have no common argument for it.
   * @default - whatever `args` say
   */
  readonly model?: string;
  /**
   * The model name by which requests ask for it (`--served-model-name`).
   * @default - the engine's, which is `model`
   */
  readonly servedModelName?: string;
  /**
   * Further arguments (`containers[0].args`).
   * @default - none
   */
  readonly args?: string[];
  /**
   * Environment variables (`containers[0].env`). Secrets do not belong here: they would stand in the manifest.
   * @default - none
   */
  readonly env?: { readonly [name: string]: string };
  /**
   * How many pods (`spec.replicas`).
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Accelerators of each pod, in its limits.
   * @default 0
   */
  readonly gpus?: number;
  /**
   * The resource that `gpus` counts. Its taint of the same name is tolerated.
   * @default nvidia.com/gpu
   */
  readonly gpuResource?: string;
  /**
   * Labels of the nodes that its pods may run on (`nodeSelector`).
   * @default - any node
   */
  readonly nodeSelector?: { readonly [label: string]: string };
  /**
   * CPU that is set aside (`resources.requests.cpu`): `8`, `500m`.
   * @default - none
   */
  readonly cpu?: string;
  /**
   * Memory that is set aside, and no more is given (`resources.requests.memory` and `limits.memory`): `64Gi`.
   * @default - none
   */
  readonly memory?: string;
  /**
   * Shared memory, for engines that compute in several processes (an `emptyDir` of medium Memory at `/dev/shm`). It counts
   * as memory of the pod.
   * @default - without a bound of its own
   */
  readonly sharedMemory?: Size;
  /**
   * The Secret with the token for downloading the model (environment variable `HF_TOKEN`).
   * @default - no token
   */
  readonly tokenSecret?: string;
  /**
   * The key of that Secret.
   * @default token
   */
  readonly tokenSecretKey?: string;
  /**
   * A PersistentVolumeClaim with models, mounted at `/models`, not to be written.
   * @default - none
   */
  readonly modelClaim?: string;
  /**
   * How long the model may take to be loaded (`startupProbe`), whole seconds. Afterwards the container is started again.
   * @default Duration.minutes(10)
   */
  readonly startupTime?: Duration;
  /**
   * How long a pod waits before it stops, while the picker and the gateways still send it requests
   * (`lifecycle.preStop.sleep`, Kubernetes 1.30 and later), whole seconds.
   * @default Duration.seconds(30)
   */
  readonly preStopDelay?: Duration;
  /**
   * How long answers under way may take to end once a pod stops, whole seconds: the longest answer. With `preStopDelay` it
   * makes `terminationGracePeriodSeconds`.
   * @default Duration.seconds(100)
   */
  readonly drainTime?: Duration;
  /**
   * Adapters that are loaded at the start. VLLM only.
   * @default - none
   */
  readonly loraAdapters?: LoraAdapter[];
  /**
   * Its part where prompt and answer are computed by different pods (label `llm-d.ai/role`). The picker must be of llm-d. VLLM and SGLANG, with
   * `model`; the cache goes from one to the other by NIXL.
   * @default - it does both
   */
  readonly role?: ServingRole;
  /**
   * What stands in front of the engine of role DECODE, on the port of the API (`initContainers`, Kubernetes 1.29 and later). Metrics are read
   * through it.
   * @default - llm-d's
   */
  readonly routingSidecar?: RoutingSidecarOptions;
}
