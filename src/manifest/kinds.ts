import { kind } from './kind';
import type * as core from './shapes';
import type * as extensions from '../../imports/extensions.istio.io';
import type * as gateway from '../../imports/gateway.networking.k8s.io';
import type * as inference from '../../imports/inference.networking.k8s.io';
import type * as networking from '../../imports/networking.istio.io';
import type * as security from '../../imports/security.istio.io';
import type * as telemetry from '../../imports/telemetry.istio.io';

/** Each kind that rules and the simulator ask for, with the shape of its spec. */

export const NAMESPACE = kind<object>('', 'Namespace');
export const SERVICE = kind<core.ServiceSpec>('', 'Service');
export const SERVICE_ACCOUNT = kind<object>('', 'ServiceAccount');
export const SECRET = kind<object>('', 'Secret');
export const CONFIG_MAP = kind<object>('', 'ConfigMap');
export const POD = kind<core.PodSpec>('', 'Pod');
export const DEPLOYMENT = kind<core.ReplicatedSpec>('apps', 'Deployment');
export const STATEFUL_SET = kind<core.ReplicatedSpec>('apps', 'StatefulSet');
export const DAEMON_SET = kind<core.ReplicatedSpec>('apps', 'DaemonSet');
export const REPLICA_SET = kind<core.ReplicatedSpec>('apps', 'ReplicaSet');
export const JOB = kind<core.JobSpec>('batch', 'Job');
export const CRON_JOB = kind<core.CronJobSpec>('batch', 'CronJob');

const GATEWAY_API = 'gateway.networking.k8s.io';
export const GATEWAY_CLASS = kind<gateway.GatewayClassSpec>(GATEWAY_API, 'GatewayClass');
export const GATEWAY = kind<gateway.GatewaySpec>(GATEWAY_API, 'Gateway');
export const LISTENER_SET = kind<gateway.ListenerSetSpec>(GATEWAY_API, 'ListenerSet');
export const HTTP_ROUTE = kind<gateway.HttpRouteSpec>(GATEWAY_API, 'HTTPRoute');
export const GRPC_ROUTE = kind<gateway.GrpcRouteSpec>(GATEWAY_API, 'GRPCRoute');
export const TLS_ROUTE = kind<gateway.TlsRouteSpec>(GATEWAY_API, 'TLSRoute');
export const TCP_ROUTE = kind<gateway.TcpRouteSpec>(GATEWAY_API, 'TCPRoute');
export const UDP_ROUTE = kind<object>(GATEWAY_API, 'UDPRoute');
export const REFERENCE_GRANT = kind<gateway.ReferenceGrantSpec>(GATEWAY_API, 'ReferenceGrant');
export const BACKEND_TLS_POLICY = kind<gateway.BackendTlsPolicySpec>(GATEWAY_API, 'BackendTLSPolicy');

export const INFERENCE_POOL = kind<inference.InferencePoolSpec>('inference.networking.k8s.io', 'InferencePool');
/** What pickers read for their pool, in the group of the Inference Extension and in that of llm-d. */
export const POOL_PARTS = ['InferenceObjective', 'InferenceModelRewrite'].flatMap((name) => (
  ['inference.networking.x-k8s.io', 'llm-d.ai'].map((group) => kind<core.PoolPartSpec>(group, name))));

const NETWORKING = 'networking.istio.io';
export const VIRTUAL_SERVICE = kind<networking.VirtualServiceSpec>(NETWORKING, 'VirtualService');
export const DESTINATION_RULE = kind<networking.DestinationRuleSpec>(NETWORKING, 'DestinationRule');
export const SERVICE_ENTRY = kind<networking.ServiceEntrySpec>(NETWORKING, 'ServiceEntry');
export const ISTIO_GATEWAY = kind<networking.GatewaySpec>(NETWORKING, 'Gateway');
export const SIDECAR = kind<networking.SidecarSpec>(NETWORKING, 'Sidecar');
export const ENVOY_FILTER = kind<networking.EnvoyFilterSpec>(NETWORKING, 'EnvoyFilter');
export const PROXY_CONFIG = kind<networking.ProxyConfigSpec>(NETWORKING, 'ProxyConfig');
export const WORKLOAD_ENTRY = kind<networking.WorkloadEntrySpec>(NETWORKING, 'WorkloadEntry');
export const WORKLOAD_GROUP = kind<networking.WorkloadGroupSpec>(NETWORKING, 'WorkloadGroup');

const SECURITY = 'security.istio.io';
export const AUTHORIZATION_POLICY = kind<security.AuthorizationPolicySpec>(SECURITY, 'AuthorizationPolicy');
export const PEER_AUTHENTICATION = kind<security.PeerAuthenticationSpec>(SECURITY, 'PeerAuthentication');
export const REQUEST_AUTHENTICATION = kind<security.RequestAuthenticationSpec>(SECURITY, 'RequestAuthentication');

export const TELEMETRY = kind<telemetry.TelemetrySpec>('telemetry.istio.io', 'Telemetry');
export const WASM_PLUGIN = kind<extensions.WasmPluginSpec>('extensions.istio.io', 'WasmPlugin');
export const TRAFFIC_EXTENSION = kind<extensions.TrafficExtensionSpec>('extensions.istio.io', 'TrafficExtension');
