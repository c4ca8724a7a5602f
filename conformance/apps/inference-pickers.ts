import type { BoxApp } from './main';
import {
  Backend, EndpointChoice, EndpointPicker, EndpointScorer, InferencePool, LlmRoute, MeshGateway, MlServingMesh, ModelEngine, ModelServer,
  PickerRelease, PickerReplication, PickerTls, PortProtocol, SaturationDetector, WorkloadRole,
} from 'cdk8s-ml-mesh';

const IMAGE = 'vllm/vllm-openai:v0.21.0';
const TEAM = 'pickers-team';
const LEGACY = 'pickers-legacy';

/** Pickers in every way to have one: several at a time, one of several, one with a certificate of its own, and two that somebody else runs. */
const app: BoxApp = (chart) => {
  const mesh = new MlServingMesh(chart, 'mesh', { namespace: 'pickers', gateway: MeshGateway.create({ hostnames: ['pickers.example.com'] }) });
  mesh.addNamespace(TEAM);
  const servers = (model: string) => ['a', 'b'].map((copy) => new ModelServer(chart, `${model}-${copy}`, {
    mesh, engine: ModelEngine.VLLM, image: IMAGE, model, labels: { model, copy },
  }));

  const active = new InferencePool(chart, 'active', {
    mesh,
    servers: servers('active'),
    endpointPicker: EndpointPicker.create({
      image: 'registry.example.com/mirror/gateway-api-inference-extension/epp:v1.5.0',
      replicas: 2,
      replication: PickerReplication.ALL_ACTIVE,
      tls: PickerTls.certificate('picker-certificate', { caConfigMap: 'picker-authority', hostname: 'picker.internal' }),
      config: { scorers: [EndpointScorer.queueDepth()], choice: EndpointChoice.WEIGHTED_RANDOM },
    }),
  });
  const elected = new InferencePool(chart, 'elected', {
    mesh,
    servers: servers('elected'),
    endpointPicker: EndpointPicker.create({
      replicas: 2,
      replication: PickerReplication.LEADER_ELECTED,
      config: { saturation: SaturationDetector.concurrency({ maxTokens: 100_000 }) },
    }),
  });
  const team = new InferencePool(chart, 'team', {
    mesh,
    servers: ['a', 'b'].map((copy) => new ModelServer(chart, `team-${copy}`, {
      mesh,
      namespace: TEAM,
      engine: ModelEngine.VLLM,
      image: IMAGE,
      model: 'team',
      labels: { model: 'team', copy },
      serviceAccount: 'team-models',
      protocol: PortProtocol.H2C,
      port: 9000,
      dataParallelPorts: [9001],
    })),
    endpointPicker: EndpointPicker.fromWorkload(mesh.addWorkload('team-epp', {
      namespace: TEAM, role: WorkloadRole.INFERENCE, port: 9002, protocol: PortProtocol.H2C, metricsPort: 9090,
    }), { release: PickerRelease.GIE_1_5 }),
  });
  const legacy = InferencePool.fromAttributes({
    name: 'legacy',
    namespace: LEGACY,
    servers: mesh.workloadFromAttributes('legacy', { namespace: LEGACY, port: 80, targetPort: 8000, podLabels: { app: 'legacy' } }),
    targetPorts: [8000],
    metricsPath: '/metrics',
    endpointPicker: mesh.workloadFromAttributes('legacy-epp', { namespace: LEGACY, port: 9002, protocol: PortProtocol.H2C, podLabels: { app: 'legacy-epp' } }),
  });

  for (const [prefix, pool] of Object.entries({ active, elected, team, legacy })) {
    new LlmRoute(chart, `chat-${prefix}`, { mesh, backend: Backend.inferencePool(pool), pathPrefix: `/${prefix}` });
  }
  return mesh;
};

export default app;
