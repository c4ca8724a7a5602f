import './synth/wire';
import { checkCalls } from './core/signatures/check-calls';
import { Workload } from './mesh/workload';

export { type ExternalObject } from './core/external-object';
export { HeaderMatch } from './core/match/header-match';
export { PathMatch } from './core/match/path-match';
export { QueryParamMatch } from './core/match/query-param-match';
export { DataPlane } from './core/versions/data-plane';
export { Channel, GatewayApi } from './core/versions/gateway-api';
export { IstioVersion } from './core/versions/istio-version';

export { type AccessOptions } from './security/access';
export { Caller, type CallerIdentity, type ICaller } from './security/caller';
export { type JwtIssuer } from './security/jwt';
export { AuthorizationMode, MtlsMode } from './security/modes';

export { type ConnectionPool, type Http2KeepAlive } from './resilience/connection-pool';
export { HashAlgorithm } from './resilience/hash-algorithm';
export { type HashCookieOptions, HashKey } from './resilience/hash-key';
export { LoadBalancing, type LoadBalancingOptions } from './resilience/load-balancing';
export { type LocalityDistribution, type LocalityFailover, LocalityPreference } from './resilience/locality-preference';
export { type OutlierDetection } from './resilience/outlier-detection';
export { type RetryBudget } from './resilience/retry-budget';
export { type TcpKeepalive } from './resilience/tcp-keepalive';
export { type TrafficPolicy } from './resilience/traffic-policy';
export { type Warmup } from './resilience/warmup';

export { AccessLog, AccessLogEncoding, type OpenTelemetryAccessLogOptions, type StdoutAccessLogOptions } from './install/access-log';
export { type ConnectionSettings } from './install/connection-settings';
export { type ExtAuthzOptions, ExtAuthzProvider, type HttpExtAuthzOptions, type RequestBodyInCheck } from './install/ext-authz-provider';
export { type GatewayDeployment, type ProxyAutoscaling } from './install/gateway-deployment';
export { MeshInstall, type MeshInstallProps } from './install/mesh-install';
export { MeshRetries, type MeshRetryOptions } from './install/mesh-retries';
export { type NamespaceSelector } from './install/namespace-selector';
export { OutboundTraffic } from './install/outbound-traffic';
export { type ProviderEndpoint } from './install/provider-endpoint';
export { type ProxyDefaults } from './install/proxy-defaults';
export { type ProxyResources } from './install/proxy-resources';
export {
  type OpenTelemetryTracingOptions, type OtlpHttp, type TracingOptions, TracingProvider, type ZipkinTracingOptions,
} from './install/tracing-provider';
export { MeshTelemetry, type MeshTelemetryProps } from './telemetry/mesh-telemetry';
export { SpanTag } from './telemetry/span-tag';

export { ModelEngine, ServingRole } from './inference/model-engine';
export { EndpointChoice, type PickerConfig } from './inference/picker/config';
export { EndpointScorer, type PrefixCacheOptions } from './inference/picker/endpoint-scorer';
export { type FlowControl, FlowFairness, FlowOrdering, type PriorityBand } from './inference/picker/flow-control';
export { type EndpointPickerOptions, PickerReplication } from './inference/picker/options';
export { PickerRelease } from './inference/picker/release';
export { RequestParser } from './inference/picker/request-parser';
export { type ConcurrencyThresholds, SaturationDetector, type UtilizationThresholds } from './inference/picker/saturation-detector';
export { type PickerCertificateOptions, PickerTls } from './inference/picker/tls';
export { type LoraAdapter, type ModelServerOptions } from './inference/model-server-options';
export { type RoutingSidecarOptions } from './inference/routing-sidecar';

export { type IMeshGateway } from './mesh/gateway/binding';
export { type ExternalAuthorization } from './mesh/gateway/external-authorization';
export { GatewayServiceType, type MeshGatewayAttributes, type MeshGatewayOptions } from './mesh/gateway/gateway-options';
export { MeshGateway } from './mesh/gateway/mesh-gateway';
export { EndpointPicker, type EndpointPickerAttributes } from './mesh/inference/endpoint-picker';
export { type InferencePoolAttributes } from './mesh/inference/foreign-pool';
export { type IInferenceObjective, type InferenceObjectiveOptions } from './mesh/inference/inference-objective';
export { InferencePool, type InferencePoolProps, PickerFailureMode } from './mesh/inference/inference-pool';
export { type ModelRewriteOptions, type ModelRewriteTarget } from './mesh/inference/model-rewrite';
export { ModelRouter, type ModelRouterProps } from './mesh/inference/model-router';
export { type IInferencePool } from './mesh/inference/pool-binding';
export { type IModelServer, ModelServer, type ModelServerAttributes, type ModelServerProps } from './mesh/inference/model-server';
export { type IMeshNamespace, type NamespaceOptions } from './mesh/mesh-namespace';
export { type IMlServingMesh, MlServingMesh, type MlServingMeshProps } from './mesh/ml-serving-mesh';
export { ExternalProvider, type ExternalProviderProps } from './mesh/provider/external-provider';
export { type IExternalProvider } from './mesh/provider/provider-binding';
export { ProviderCredential, type ProviderSecretOptions } from './mesh/provider/provider-credential';
export { PortProtocol, type WorkloadPort } from './mesh/port';
export { type IWorkload, type PodMetadata } from './mesh/workload';
export { type WorkloadAttributes, type WorkloadBaseOptions, type WorkloadOptions } from './mesh/workload-options';
export { WorkloadRole } from './mesh/workload-role';

export { Backend, type PoolBackendOptions, type ServiceBackendOptions } from './routing/backend';
export { type CanaryCandidate, CanaryModel, type CanaryModelProps } from './routing/canary-model';
export { type CorsPolicy } from './routing/cors';
export { type FaultAbort, type FaultDelay, FaultInjection } from './routing/fault-injection';
export { type HeaderChange } from './routing/header-change';
export { type LlmApiOptions } from './routing/llm-api';
export { type LlmFallback } from './routing/llm-fallback';
export { LlmRoute, type LlmRouteProps } from './routing/llm-route';
export { LlmTarget } from './routing/llm-target';
export { TokenCounter } from './routing/token-counter';
export { type TokenRateLimit } from './routing/token-rate-limit';
export { type Mirror } from './routing/mirror';
export { ModelRoute, type ModelRouteProps } from './routing/model-route';
export { ModelVersion } from './routing/model-version';
export { type RetryOnCodesOptions, RetryPolicy } from './routing/retry-policy';
export { type LimitedRouteProps, MeshRouteKind, type RouteProps } from './routing/route-props';

export { BackendBehavior, type BackendBehaviorOptions } from './synth/backend-behavior';
export { Findings, type FindingsOptions, FindingSeverity, type MeshFinding } from './synth/findings';
export { MeshAssertions } from './synth/mesh-assertions';
export { MeshGraph } from './synth/mesh-graph';
export { type MeshRequest, RequestProtocol, type RequestToken } from './synth/mesh-request';
export { type MeshOutcome, MeshSimulator, type RequestVerdict } from './synth/mesh-simulator';
export { RequestExpectation } from './synth/request-expectation';
export { RequestSet, type RequestSetOptions } from './synth/request-set';
export { MeshValidation, type MeshValidationProps } from './synth/mesh-validation';

// Here, since only here every public class is known. Workloads are known by their interface only.
checkCalls({ ...module.exports, IWorkload: Workload });
