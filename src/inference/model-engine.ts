/** The program that serves a model; decides on ports, probes, metrics and arguments of a model server. */
export enum ModelEngine {
  /** vLLM's OpenAI-compatible server. */
  VLLM = 'vllm',
  /** SGLang's OpenAI-compatible server. */
  SGLANG = 'sglang',
  /** NVIDIA Triton with its TensorRT-LLM backend. */
  TRITON = 'triton',
  /** NVIDIA TensorRT-LLM, `trtllm-serve`. */
  TENSORRT_LLM = 'tensorrt-llm',
  /** Any other server that speaks OpenAI's API, with the metrics of vLLM where it has any. */
  OPENAI_COMPATIBLE = 'openai-compatible',
}

/** What a server of one kind is like. */
export interface EngineProfile {
  /** The port of the API. */
  readonly port: number;
  readonly readyPath: string;
  readonly livePath: string;
  /** The port of the metrics, where it is another one. */
  readonly metricsPort?: number;
  readonly metricsPath: string;
  /** By this the picker knows how the metrics are called; it takes what it does not know for vLLM. */
  readonly engineType: string;
  readonly command?: readonly string[];
  /** The arguments that make it serve a model at a port; undefined where no argument says which. */
  readonly argsFor?: (model: string, port: number) => readonly string[];
  readonly servedNameFlag?: string;
  /** The arguments that load adapters; undefined where the picker would not learn of them. */
  readonly loraArgs?: (adapters: readonly { readonly name: string; readonly path: string }[]) => readonly string[];
  /** How prefill and decode servers share their work; undefined where no way is known. */
  readonly handOver?: HandOver;
}

interface HandOver {
  /** `--kv-connector` of llm-d's sidecar (llm-d/llm-d-router docs/disaggregation.md). */
  readonly connector: string;
  readonly argsFor: (role: ServingRole) => readonly string[];
  /** The variable that tells the address of the pod to the other servers. */
  readonly podAddressEnv?: string;
}

/**
 * Ports, paths and arguments by the documentation of each server. Types of engine, and the metrics behind them:
 * pkg/epp/framework/plugins/datalayer/extractor/metrics/factories.go of the Inference Extension v1.5.0. Metrics of
 * `trtllm-serve`: config/charts/epplib of the same.
 */
export const ENGINES: { readonly [engine in ModelEngine]: EngineProfile } = {
  [ModelEngine.VLLM]: {
    port: 8000,
    readyPath: '/health',
    livePath: '/health',
    metricsPath: '/metrics',
    engineType: 'vllm',
    // Whatever the entry point of the image is: it was a module of Python once, which took --model.
    command: ['vllm', 'serve'],
    argsFor: (model, port) => [model, '--port', String(port)],
    servedNameFlag: '--served-model-name',
    loraArgs: (adapters) => ['--enable-lora', '--lora-modules', ...adapters.map(({ name, path }) => `${name}=${path}`)],
    handOver: {
      connector: 'nixlv2',
      argsFor: () => ['--kv-transfer-config', '{"kv_connector":"NixlConnector","kv_role":"kv_both"}'],
      podAddressEnv: 'VLLM_NIXL_SIDE_CHANNEL_HOST',
    },
  },
  [ModelEngine.SGLANG]: {
    port: 30_000,
    readyPath: '/health',
    livePath: '/health',
    metricsPath: '/metrics',
    engineType: 'sglang',
    command: ['python3', '-m', 'sglang.launch_server'],
    // Metrics are off unless asked for, and the server listens on loopback only.
    argsFor: (model, port) => ['--model-path', model, '--host', '0.0.0.0', '--port', String(port), '--enable-metrics'],
    servedNameFlag: '--served-model-name',
    handOver: {
      connector: 'sglang',
      argsFor: (role) => ['--disaggregation-mode', role, '--disaggregation-transfer-backend', 'nixl'],
    },
  },
  [ModelEngine.TRITON]: {
    port: 8000,
    readyPath: '/v2/health/ready',
    livePath: '/v2/health/live',
    metricsPort: 8002,
    metricsPath: '/metrics',
    engineType: 'triton-tensorrt-llm',
  },
  [ModelEngine.TENSORRT_LLM]: {
    port: 8000,
    readyPath: '/health',
    livePath: '/health',
    metricsPath: '/prometheus/metrics',
    engineType: 'trtllm-serve',
    command: ['trtllm-serve'],
    argsFor: (model, port) => [model, '--host', '0.0.0.0', '--port', String(port)],
  },
  [ModelEngine.OPENAI_COMPATIBLE]: {
    port: 8000,
    readyPath: '/health',
    livePath: '/health',
    metricsPath: '/metrics',
    engineType: 'vllm',
  },
};

/**
 * What a model server does where prompt and answer are computed by different pods. It hands the cache over on ports of its own choice, which
 * are kept out of its sidecar: whoever reaches the pods reaches them.
 */
export enum ServingRole {
  /** Computes the prompt only. The pool lets its decode servers in. */
  PREFILL = 'prefill',
  /**
   * Generates the answer from what a prefill server computed. What asks the prefill server is a program of llm-d in the same pod, on the port
   * that the pool leads to (llm-d/llm-d-router docs/disaggregation.md): without it these pods compute the prompt as well. A `ModelServer` has
   * it; a Deployment of yours must bring it.
   */
  DECODE = 'decode',
}

/** The label by which llm-d's picker knows engines, and that by which the picker of the Inference Extension 1.5 does. */
const ENGINE_LABELS = ['llm-d.ai/engine-type', 'inference.networking.k8s.io/engine-type'];

/** What a pod tells the picker of itself. */
export function engineLabels(engine: ModelEngine, role: ServingRole | undefined): { readonly [key: string]: string } {
  return {
    ...Object.fromEntries(ENGINE_LABELS.map((label) => [label, ENGINES[engine].engineType])),
    ...(role && { 'llm-d.ai/role': role }),
  };
}
