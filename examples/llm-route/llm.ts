import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backend, LlmRoute, MeshGateway, MlServingMesh, WorkloadRole } from 'cdk8s-ml-mesh';

/** One LLM server behind a gateway, with limits that fit its longest answer. */
export class Llm extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const mesh = new MlServingMesh(this, 'mesh', {
      namespace: 'ml-serving',
      gateway: MeshGateway.create({ hostnames: ['llm.ml.example.com'], tlsSecret: 'llm-ml-example-com' }),
    });
    const server = mesh.addWorkload('Llama-3.1-70B', { role: WorkloadRole.INFERENCE, port: 8000 });

    new LlmRoute(this, 'chat', {
      mesh,
      backend: Backend.workload(server),
      // 10 s until the first token, then 4096 tokens at 40 a second: 112.4 s, rounded up.
      chatCompletions: { maxOutputTokens: 4096, tokensPerSecond: 40, timeToFirstToken: Duration.seconds(10) },
      embeddings: { timeout: Duration.seconds(30) },
      models: { timeout: Duration.seconds(5) },
    });
  }
}
