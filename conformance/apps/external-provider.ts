import { Duration } from 'cdk8s';
import type { PlaneApp } from './main';
import {
  Backend, CanaryModel, DataPlane, EndpointPicker, ExternalProvider, HeaderMatch, InferencePool, LlmRoute, MeshGateway, MlServingMesh, ModelEngine,
  ModelServer, ModelVersion, PickerTls, ProviderCredential, TokenCounter, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** Providers outside of the cluster: in place of a pool, beside a predictor, with a credential from a Secret, the caller's, and none. */
const app: PlaneApp = (chart, dataPlane) => {
  const name = `provider-${dataPlane}`;
  const mesh = new MlServingMesh(chart, 'mesh', {
    namespace: name,
    dataPlane,
    gateway: MeshGateway.create({
      hostnames: [`${name}.example.com`],
      ...(dataPlane === DataPlane.AMBIENT && { namespace: `${name}-ingress` }),
      deployment: { replicas: 1 },
    }),
  });
  if (dataPlane === DataPlane.AMBIENT) {
    mesh.addNamespace(`${name}-ingress`);
  }
  const server = new ModelServer(chart, 'llama', { mesh, engine: ModelEngine.VLLM, image: 'vllm/vllm-openai:v0.21.0', model: 'llama' });
  const llama = new InferencePool(chart, 'llama-pool', { mesh, servers: [server], endpointPicker: EndpointPicker.create({ tls: PickerTls.selfSigned() }) });
  const paid = new ExternalProvider(chart, 'paid', { mesh, hostname: `api.${name}.com`, credential: ProviderCredential.fromSecret('paid-key') });
  const keyed = new ExternalProvider(chart, 'keyed', {
    mesh,
    hostname: `keyed.${name}.com`,
    port: 8443,
    credential: ProviderCredential.fromSecret('keyed-key', { key: 'token', header: 'X-Api-Key', prefix: 'key-' }),
  });
  const open = new ExternalProvider(chart, 'open', { mesh, hostname: `open.${name}.com`, credential: ProviderCredential.none() });
  const own = new ExternalProvider(chart, 'own', { mesh, hostname: `own.${name}.com`, credential: ProviderCredential.ofCaller() });
  const timeout = Duration.seconds(10);
  new LlmRoute(chart, 'chat', {
    mesh,
    timeout,
    chatCompletions: {},
    backend: Backend.inferencePool(llama),
    fallback: { backend: Backend.externalProvider(paid), header: HeaderMatch.exact('x-second-try', '1') },
    tokenRateLimits: [
      { tokens: 1_000_000, window: Duration.hours(1) },
      {
        tokens: 50_000,
        window: Duration.days(1),
        counters: [TokenCounter.user(), TokenCounter.model(), TokenCounter.header('x-team'), TokenCounter.expression('auth.identity.plan')],
        models: ['llama'],
        predicates: ['auth.identity.plan == "free"'],
      },
    ],
  });
  new LlmRoute(chart, 'moved', {
    mesh, timeout, chatCompletions: {}, pathPrefix: '/moved', backend: Backend.inferencePool(llama), fallback: { backend: Backend.externalProvider(paid), share: 100 },
  });
  for (const [prefix, provider] of [['keyed', keyed], ['open', open], ['own', own]] as const) {
    new LlmRoute(chart, `to-${prefix}`, { mesh, timeout, chatCompletions: {}, pathPrefix: `/${prefix}`, backend: Backend.externalProvider(provider) });
  }
  const predictor = mesh.addWorkload('predictor', { role: WorkloadRole.INFERENCE, port: 8080 });
  new CanaryModel(chart, 'split', {
    mesh,
    paths: ['/split'],
    stable: ModelVersion.of('inside', Backend.workload(predictor)),
    candidates: [{ version: ModelVersion.of('outside', Backend.externalProvider(open)), weight: 30 }],
  });
  return mesh;
};

export const forDataPlane = app;
