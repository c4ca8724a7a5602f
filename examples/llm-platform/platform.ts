import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Backend, CanaryModel, EndpointPicker, ExternalProvider, HeaderMatch, InferencePool, LlmRoute, LlmTarget, MeshGateway, MlServingMesh, ModelEngine,
  ModelServer, ModelVersion, ProviderCredential, TokenCounter,
} from 'cdk8s-ml-mesh';

const IMAGE = 'vllm/vllm-openai:v0.21.0';
const ADAPTERS = ['sql-v1', 'sql-v2', 'support'];

/** Two models with a pool each, adapters and their canary, priorities, a new model on trial, limits on tokens, and a provider that stands in. */
export class LlmPlatform extends Chart {
  readonly mesh: MlServingMesh;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.mesh = new MlServingMesh(this, 'mesh', {
      namespace: 'llm',
      gateway: MeshGateway.create({ hostnames: ['llm.example.com', 'sql.llm.example.com', 'next.llm.example.com'], tlsSecret: 'llm-example-com' }),
    });
    const llama = this.pool('llama', 'meta-llama/Llama-3.1-8B-Instruct');
    const next = this.pool('llama-next', 'meta-llama/Llama-3.3-8B-Instruct');
    const qwen = this.pool('qwen', 'Qwen/Qwen3-32B', 2);
    this.route(llama, qwen);
    this.canary(llama);
    this.trial(llama, next);
  }

  /** Servers and the picker in front of them: requests wait there by priority, and no longer than the route lets them. */
  private pool(name: string, model: string, gpus = 1): InferencePool {
    const servers = [new ModelServer(this, name, {
      mesh: this.mesh,
      engine: ModelEngine.VLLM,
      image: IMAGE,
      model,
      servedModelName: name,
      gpus,
      replicas: 2,
      tokenSecret: 'hugging-face',
      ...(name.startsWith('llama') && { loraAdapters: ADAPTERS.map((adapter) => ({ name: adapter, path: `acme/llama-${adapter}` })) }),
    })];
    const pool = new InferencePool(this, `${name}-pool`, {
      mesh: this.mesh,
      servers,
      endpointPicker: EndpointPicker.create({
        maxConcurrency: 2_000,
        config: {
          flowControl: { timeToLive: Duration.seconds(20), priorityBands: [{ priority: 10 }, { priority: 0 }, { priority: -10, maxRequests: 100 }] },
        },
      }),
    });
    // The header `pool.objectiveHeader` of a request names one of them; without it the priority is 0.
    pool.addObjective('interactive', { priority: 10, objectiveName: `${name}-interactive` });
    pool.addObjective('batch', { priority: -10, objectiveName: `${name}-batch` });
    return pool;
  }

  /** By the name of the model, adapters among them; whoever asks a second time gets the provider. */
  private route(llama: InferencePool, qwen: InferencePool): void {
    const provider = new ExternalProvider(this, 'openai', {
      mesh: this.mesh,
      hostname: 'api.openai.com',
      credential: ProviderCredential.fromSecret('openai-api-key'),
    });
    new LlmRoute(this, 'chat', {
      mesh: this.mesh,
      hostnames: ['llm.example.com'],
      targets: [
        ...['llama', 'sql', ...ADAPTERS].map((model) => LlmTarget.model(model, Backend.inferencePool(llama))),
        LlmTarget.model('qwen', Backend.inferencePool(qwen)),
      ],
      fallback: { backend: Backend.externalProvider(provider) },
      // 30 s until the first token, 20 s of them in the queue of the picker, then 4096 tokens at 40 a second.
      chatCompletions: { maxOutputTokens: 4096, tokensPerSecond: 40, timeToFirstToken: Duration.seconds(30) },
      tokenRateLimits: [{ tokens: 1_000_000, window: Duration.hours(1), counters: [TokenCounter.user(), TokenCounter.model()] }],
    });
  }

  /** A new adapter gets 5 % of what asks for `sql`, on the same servers: the picker writes one of the two into the request. */
  private canary(llama: InferencePool): void {
    const models = Backend.inferencePool(llama);
    new CanaryModel(this, 'sql', {
      mesh: this.mesh,
      hostnames: ['sql.llm.example.com'],
      paths: ['/v1'],
      modelName: 'sql',
      stable: ModelVersion.ofModel('v1', models, 'sql-v1'),
      candidates: [{ version: ModelVersion.ofModel('v2', models, 'sql-v2'), weight: 5 }],
      timeout: Duration.minutes(3),
    });
  }

  /** One pool a rule, so that each request asks its own picker, on every version of Istio. */
  private trial(llama: InferencePool, next: InferencePool): void {
    new CanaryModel(this, 'llama-trial', {
      mesh: this.mesh,
      hostnames: ['next.llm.example.com'],
      paths: ['/v1'],
      stable: ModelVersion.of('llama', Backend.inferencePool(llama)),
      candidates: [{ version: ModelVersion.of('llama-next', Backend.inferencePool(next)), cohorts: [HeaderMatch.exact('x-tenant', 'beta')] }],
      versionHeader: 'x-model-version',
      timeout: Duration.minutes(3),
    });
  }
}
