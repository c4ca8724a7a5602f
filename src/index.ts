export { ExternalObject } from './core/external-object';
export { HeaderMatch } from './core/match/header-match';
export { PathMatch } from './core/match/path-match';
export { QueryParamMatch } from './core/match/query-param-match';
export { DataPlane } from './core/versions/data-plane';
export { Channel, GatewayApi } from './core/versions/gateway-api';
export { IstioVersion } from './core/versions/istio-version';

export { AccessOptions } from './security/access';
export { Caller, CallerIdentity, ICaller } from './security/caller';
export { JwtIssuer } from './security/jwt';
export { AuthorizationMode, MtlsMode } from './security/modes';

export { ExternalAuthorization } from './mesh/gateway/external-authorization';
export { GatewayServiceType, MeshGatewayAttributes, MeshGatewayOptions } from './mesh/gateway/gateway-options';
export { MeshGateway } from './mesh/gateway/mesh-gateway';
export { IMeshNamespace, NamespaceOptions } from './mesh/mesh-namespace';
export { IMlServingMesh, MlServingMesh, MlServingMeshProps } from './mesh/ml-serving-mesh';
export { PortProtocol, WorkloadPort } from './mesh/port';
export { IWorkload, PodMetadata } from './mesh/workload';
export { WorkloadAttributes, WorkloadBaseOptions, WorkloadOptions } from './mesh/workload-options';
export { WorkloadRole } from './mesh/workload-role';

export { Backend, InferencePoolBackendOptions, ServiceBackendOptions } from './routing/backend';
export { CanaryCandidate, CanaryModel, CanaryModelProps } from './routing/canary-model';
export { CorsPolicy } from './routing/cors';
export { FaultAbort, FaultDelay, FaultInjection } from './routing/fault-injection';
export { HeaderChange } from './routing/header-change';
export { LlmApiOptions } from './routing/llm-api';
export { LlmRoute, LlmRouteProps } from './routing/llm-route';
export { Mirror } from './routing/mirror';
export { ModelRoute, ModelRouteProps } from './routing/model-route';
export { ModelVersion } from './routing/model-version';
export { RetryOnCodesOptions, RetryPolicy } from './routing/retry-policy';
export { LimitedRouteProps, MeshRouteKind, RouteProps } from './routing/route-props';
