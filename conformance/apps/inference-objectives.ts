import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, EndpointPicker, FlowFairness, InferencePool, LlmRoute, MeshGateway, MlServingMesh, ModelEngine, ModelServer, PickerRelease, PickerTls,
} from 'cdk8s-ml-mesh';

/** A pool that turns requests away, and one where they wait; objectives by header of the caller, and by route. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `objectives-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: name, dataPlane, gateway: MeshGateway.create({ hostnames: [`${name}.example.com`] }) });
  const pool = (model: string, endpointPicker: EndpointPicker) => new InferencePool(chart, model, {
    mesh,
    endpointPicker,
    servers: ['a', 'b'].map((copy) => new ModelServer(chart, `${model}-${copy}`, {
      mesh, engine: ModelEngine.VLLM, image: 'vllm/vllm-openai:v0.21.0', model, labels: { model, copy },
    })),
  });
  const llama = pool('llama', EndpointPicker.create({ release: PickerRelease.GIE_1_5, tls: PickerTls.selfSigned() }));
  const batch = llama.addObjective('batch', { priority: -1 });
  const qwen = pool('qwen', EndpointPicker.create({
    config: { flowControl: { timeToLive: Duration.seconds(50), priorityBands: [{ priority: 0, fairness: FlowFairness.ROUND_ROBIN }] } },
  }));
  const interactive = qwen.addObjective('interactive', { priority: 10, objectiveName: 'qwen-interactive' });
  const route = (path: string, backend: Backend) => new LlmRoute(chart, `chat-${path}`, {
    mesh, backend, pathPrefix: `/${path}`, chatCompletions: {}, timeout: Duration.seconds(60),
  });
  route('shed', Backend.inferencePool(llama));
  route('batch', Backend.inferencePool(llama, { objective: batch }));
  route('wait', Backend.inferencePool(qwen));
  route('first', Backend.inferencePool(qwen, { objective: interactive }));
  route('team', Backend.inferencePool(qwen, { fairnessId: 'team' }));
  return mesh;
};

export const forDataPlane = app;
