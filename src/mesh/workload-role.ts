import { PortProtocol } from './port';

/** What a workload does on the platform. The role sets what its kind needs; every prop can still be given. */
export enum WorkloadRole {
  /** Nothing in particular: a frontend, a batch client. */
  GENERIC = 'generic',
  /** Answers predictions over HTTP; its metrics are on the serving port unless said otherwise. */
  INFERENCE = 'inference',
  /** Serves features, by gRPC unless said otherwise. */
  FEATURE_STORE = 'feature-store',
  /** Keeps models and their versions. */
  MODEL_REGISTRY = 'model-registry',
  /** Jobs that must finish, with traffic among their own pods that no proxy should touch (NCCL, Ray, NIXL). */
  TRAINING = 'training',
  /** Runs pipelines: calls the others. */
  PIPELINE = 'pipeline',
  /**
   * May read the metrics port of every workload of the mesh. With sidecars it must address Services: to the address of a pod its sidecar
   * sends plaintext (PassthroughCluster), which STRICT refuses, unless the scraper itself shows the certificate that its sidecar
   * writes out (Istio's Prometheus integration, "TLS settings"). In ambient mode either works.
   */
  MONITORING = 'monitoring',
}

interface RoleNeeds {
  readonly protocol: PortProtocol;
  /** Metrics are served on the main port unless another is named. */
  readonly metricsOnPort: boolean;
  /** The proxy is a native sidecar: init containers reach the network, and a Job ends when its own containers do. */
  readonly nativeSidecar: boolean;
  readonly scrapes: boolean;
}

const DEFAULT_NEEDS: RoleNeeds = { protocol: PortProtocol.HTTP, metricsOnPort: false, nativeSidecar: false, scrapes: false };

export const ROLE_NEEDS: { readonly [role in WorkloadRole]: RoleNeeds } = {
  [WorkloadRole.GENERIC]: DEFAULT_NEEDS,
  [WorkloadRole.INFERENCE]: { ...DEFAULT_NEEDS, metricsOnPort: true, nativeSidecar: true },
  [WorkloadRole.FEATURE_STORE]: { ...DEFAULT_NEEDS, protocol: PortProtocol.GRPC },
  [WorkloadRole.MODEL_REGISTRY]: DEFAULT_NEEDS,
  [WorkloadRole.TRAINING]: { ...DEFAULT_NEEDS, nativeSidecar: true },
  [WorkloadRole.PIPELINE]: { ...DEFAULT_NEEDS, nativeSidecar: true },
  [WorkloadRole.MONITORING]: { ...DEFAULT_NEEDS, scrapes: true },
};
