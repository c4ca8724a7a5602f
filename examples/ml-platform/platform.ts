import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AccessLog, Backend, Caller, CanaryModel, DataPlane, ExtAuthzProvider, HeaderMatch, LlmRoute, LoadBalancing, MeshGateway, MeshInstall,
  MlServingMesh, ModelRoute, ModelVersion, PathMatch, PortProtocol, TracingProvider, WorkloadRole,
} from 'cdk8s-ml-mesh';

/** What the platform is deployed on. */
export interface MlPlatformProps {
  readonly dataPlane: DataPlane;
}

/** How Istio is installed under the platform: for `istioctl install -f` and Helm, never part of the manifests. */
export function istioInstallation({ dataPlane }: MlPlatformProps): MeshInstall {
  return new MeshInstall({
    dataPlane,
    inferenceExtension: true,
    accessLogs: [AccessLog.stdout()],
    tracing: TracingProvider.openTelemetry({
      name: 'otel', service: 'otel-collector.observability.svc.cluster.local', port: 4317, samplingPercentage: 5,
    }),
    extAuthz: [ExtAuthzProvider.grpc({ name: 'quota', service: 'quota.ml-serving.svc.cluster.local', port: 9000 })],
    proxy: { resources: { cpuRequest: '100m', memoryRequest: '128Mi' }, terminationDrainDuration: Duration.seconds(30) },
  });
}

/** A whole ML serving platform: predictors, an LLM, a feature store, a registry, training, pipelines and monitoring. */
export class MlPlatform extends Chart {
  readonly mesh: MlServingMesh;

  constructor(scope: Construct, id: string, props: MlPlatformProps) {
    super(scope, id);
    const ambient = props.dataPlane === DataPlane.AMBIENT;

    // Where it runs: two namespaces, one gateway for two hosts, mutual TLS, and nobody may call anybody yet.
    const mesh = new MlServingMesh(this, 'mesh', {
      namespace: 'ml-serving',
      dataPlane: props.dataPlane,
      install: istioInstallation(props),
      waypoint: ambient ? { replicas: 2, resources: { cpuRequest: '250m', memoryRequest: '256Mi' } } : undefined,
      gateway: MeshGateway.create({
        hostnames: ['inference.ml.example.com', 'llm.ml.example.com'],
        tlsSecret: 'ml-example-com',
        tlsSecretNamespace: 'certificates',
        deployment: { replicas: 2, drain: Duration.minutes(5) },
        connectionSettings: { streamIdleTimeout: Duration.minutes(2) },
        jwtIssuers: [{ issuer: 'https://login.example.com', jwksUri: 'https://login.example.com/keys', audiences: ['ml'] }],
        publicPaths: ['/v1/models'],
        externalAuthorization: { provider: 'quota', paths: ['/v1/chat/*'] },
      }),
    });
    this.mesh = mesh;
    mesh.addNamespace('ml-training');

    // What runs.
    const resnetV1 = mesh.addWorkload('resnet-v1', { role: WorkloadRole.INFERENCE, port: 8080, replicas: 4 });
    const resnetV2 = mesh.addWorkload('resnet-v2', { role: WorkloadRole.INFERENCE, port: 8080, replicas: 2 });
    const resnetV3 = mesh.addWorkload('resnet-v3', { role: WorkloadRole.INFERENCE, port: 8080, replicas: 1 });
    const bert = mesh.workloadFromAttributes('bert-predictor', {
      role: WorkloadRole.INFERENCE, serviceAccount: 'kserve', port: 8080, podLabels: { 'serving.kserve.io/inferenceservice': 'bert' },
    });
    const ranker = mesh.addWorkload('ranker', { role: WorkloadRole.INFERENCE, port: 9000, protocol: PortProtocol.GRPC, metricsPort: 8002 });
    const llama = mesh.addWorkload('llama-3-1-70b', {
      role: WorkloadRole.INFERENCE,
      port: 8000,
      replicas: 4,
      proxy: ambient ? undefined : { cpuRequest: '500m', memoryRequest: '256Mi', concurrency: 2 },
    });
    const features = mesh.addWorkload('feature-store', { role: WorkloadRole.FEATURE_STORE, port: 6565 });
    const registry = mesh.addWorkload('model-registry', { role: WorkloadRole.MODEL_REGISTRY, port: 5000 });
    const training = mesh.addWorkload('trainer', { role: WorkloadRole.TRAINING, namespace: 'ml-training', peerPorts: [29500, 6379] });
    const pipelines = mesh.addWorkload('pipeline-controller', { role: WorkloadRole.PIPELINE, port: 8888, plaintextPorts: [9443] });
    const quota = mesh.addWorkload('quota', { port: 9000, protocol: PortProtocol.GRPC });
    mesh.workloadFromAttributes('prometheus', { role: WorkloadRole.MONITORING, namespace: 'monitoring' });
    const frontend = mesh.workloadFromAttributes('frontend', { namespace: 'ml-frontend', serviceAccount: 'frontend-sa' });

    // How a request reaches a model, and how a new version takes over.
    const resnet = new CanaryModel(this, 'resnet', {
      mesh,
      service: 'resnet',
      hostnames: ['inference.ml.example.com'],
      paths: ['/v1/models/resnet', '/v2/models/resnet'],
      stable: ModelVersion.of('v1', Backend.workload(resnetV1)),
      candidates: [
        { version: ModelVersion.of('v2', Backend.workload(resnetV2)), weight: 10, cohorts: [HeaderMatch.exact('x-tenant', 'beta')] },
        { version: ModelVersion.of('v3', Backend.workload(resnetV3)), mirrorPercentage: 1 },
      ],
      versionHeader: 'x-model-version',
      assignCookie: 'resnet-version',
      timeout: Duration.seconds(30),
      trafficPolicy: {
        connectionPool: { maxPendingRequests: 128, maxRequests: 512 },
        outlierDetection: { consecutive5xxErrors: 5, interval: Duration.seconds(10) },
      },
    });
    const classifier = new ModelRoute(this, 'bert', {
      mesh,
      service: 'bert',
      hostnames: ['inference.ml.example.com'],
      paths: ['/v1/models/bert'],
      backend: Backend.workload(bert),
      timeout: Duration.seconds(10),
    });
    const ranking = new ModelRoute(this, 'ranking', {
      mesh,
      hostnames: ['inference.ml.example.com'],
      pathMatches: [PathMatch.exact('/ranking.Ranker/Rank')],
      backend: Backend.workload(ranker),
      timeout: Duration.seconds(2),
      service: 'ranking',
    });
    const chat = new LlmRoute(this, 'chat', {
      mesh,
      service: 'llm-service',
      hostnames: ['llm.ml.example.com'],
      backend: Backend.workload(llama),
      chatCompletions: { maxOutputTokens: 4096, tokensPerSecond: 40, timeToFirstToken: Duration.seconds(15) },
      embeddings: { timeout: Duration.seconds(30) },
      models: { timeout: Duration.seconds(5) },
      trafficPolicy: {
        connectionPool: { maxRequests: 1024 },
        loadBalancing: LoadBalancing.leastRequest(),
      },
    });

    // Who may call whom. Everything else is refused.
    resnet.allowFrom(frontend, { methods: ['GET', 'POST'], paths: ['/v1/models/*', '/v2/models/*'] });
    classifier.allowFrom(frontend, { methods: ['POST'] });
    ranking.allowFrom(resnetV1);
    chat.allowFrom(frontend, { methods: ['GET', 'POST'] });
    chat.allowFrom(Caller.serviceAccount('notebooks', 'notebook'), { paths: ['/v1/chat/completions'] });
    for (const model of [resnetV1, resnetV2, resnetV3]) {
      features.allowFrom(model);
    }
    registry.allowFrom(training);
    registry.allowFrom(pipelines);
    quota.allowFrom(mesh.gateway!);
  }
}
