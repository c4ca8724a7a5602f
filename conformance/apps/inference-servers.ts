import { Duration, Size } from 'cdk8s';
import type { BoxApp } from './main';
import { Backend, MeshGateway, MlServingMesh, ModelEngine, ModelRoute, ModelServer } from 'cdk8s-ml-mesh';

/** Model servers of every engine, one of them with all that a pod can be told. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'servers', gateway: MeshGateway.create({ hostnames: ['servers.example.com'] }) });
  const servers = [
    new ModelServer(chart, 'llama', {
      mesh,
      engine: ModelEngine.VLLM,
      image: 'vllm/vllm-openai:v0.21.0',
      model: 'meta-llama/Llama-3.1-8B-Instruct',
      servedModelName: 'llama',
      args: ['--max-model-len=8192'],
      env: { VLLM_LOGGING_LEVEL: 'WARNING' },
      replicas: 2,
      gpus: 2,
      gpuResource: 'amd.com/gpu',
      nodeSelector: { accelerator: 'mi300x' },
      cpu: '8',
      memory: '64Gi',
      sharedMemory: Size.gibibytes(8),
      tokenSecret: 'hub',
      tokenSecretKey: 'read-token',
      modelClaim: 'models',
      startupTime: Duration.minutes(20),
      preStopDelay: Duration.seconds(15),
      drainTime: Duration.seconds(200),
      loraAdapters: [{ name: 'sql', path: '/models/sql-lora' }],
    }),
    new ModelServer(chart, 'qwen', { mesh, engine: ModelEngine.SGLANG, image: 'lmsysorg/sglang:v0.5.9', model: 'Qwen/Qwen3-8B' }),
    new ModelServer(chart, 'gemma', { mesh, engine: ModelEngine.TENSORRT_LLM, image: 'nvcr.io/nvidia/tensorrt-llm/release:1.2.0', model: 'google/gemma-3-4b-it' }),
    new ModelServer(chart, 'resnet', { mesh, engine: ModelEngine.TRITON, image: 'nvcr.io/nvidia/tritonserver:26.06-py3', args: ['tritonserver'] }),
    new ModelServer(chart, 'phi', { mesh, engine: ModelEngine.OPENAI_COMPATIBLE, image: 'ghcr.io/ggml-org/llama.cpp:server' }),
  ];
  for (const { workload } of servers) {
    new ModelRoute(chart, `${workload.workloadName}-route`, { mesh, paths: [`/${workload.workloadName}`], backend: Backend.workload(workload) });
  }
  return mesh;
};

export default app;
