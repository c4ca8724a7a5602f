import type { PortProtocol, WorkloadPort } from './port';
import type { WorkloadRole } from './workload-role';
import type { ProxyResources } from '../install/proxy-resources';
import type { TrafficPolicy } from '../resilience/traffic-policy';

/** What `addWorkload` and `workloadFromAttributes` have in common. */
export interface WorkloadBaseOptions {
  /**
   * What it does on the platform; sets the needs of its kind.
   * @default WorkloadRole.GENERIC
   */
  readonly role?: WorkloadRole;
  /**
   * The namespace its pods run in.
   * @default - the mesh's own
   */
  readonly namespace?: string;
  /**
   * The service account its pods run as: who it is to the others.
   * @default - the id
   */
  readonly serviceAccount?: string;
  /**
   * The name of its Service.
   * @default - the id
   */
  readonly serviceName?: string;
  /**
   * The main port of its Service, 1 to 65535.
   * @default - it has no Service
   */
  readonly port?: number;
  /**
   * The port of the pod that `port` leads to.
   * @default - the same as `port`
   */
  readonly targetPort?: number;
  /**
   * What is spoken on `port`.
   * @default - gRPC for a feature store, else HTTP
   */
  readonly protocol?: PortProtocol;
  /**
   * Further ports of its Service.
   * @default - none
   */
  readonly additionalPorts?: WorkloadPort[];
  /**
   * The Service has no address of its own (`clusterIP: None`). Nothing that needs a waypoint works on it in ambient mode.
   * @default false
   */
  readonly headless?: boolean;
  /**
   * The port of the pod where metrics are read, by workloads of role MONITORING only.
   * @default - the main port for role INFERENCE, else none
   */
  readonly metricsPort?: number;
  /**
   * Ports of the pod that take plaintext from anybody: webhooks that the API server calls, for instance
   * (PeerAuthentication `portLevelMtls`, and an ALLOW for the port).
   * @default - none
   */
  readonly plaintextPorts?: number[];
  /**
   * Ports on which its own pods talk to each other: NCCL, Ray, NIXL. In sidecar mode they are kept out of the proxy
   * (`traffic.sidecar.istio.io/exclude…Ports`); in ambient mode, where a port cannot be excluded, they are allowed
   * among its own pods at L4. Give the frameworks fixed ports for this.
   * @default - none
   */
  readonly peerPorts?: number[];
  /**
   * Its pods take no part in the mesh at all (`istio.io/dataplane-mode: none`, `sidecar.istio.io/inject: "false"`).
   * They then have no identity: nobody can allow them by name.
   * @default false
   */
  readonly outsideMesh?: boolean;
  /**
   * Its pods have a sidecar although the data plane is ambient (label `sidecar.istio.io/inject: "true"` of the pods, native sidecar). Model
   * servers behind an InferencePool need one: to a gateway, ambient pods are tunnels, and it follows no endpoint picker to them. Ambient
   * mode only.
   * @default false
   */
  readonly sidecar?: boolean;
  /**
   * How many pods it has. Outlier detection never ejects the last one.
   * @default - unknown
   */
  readonly replicas?: number;
  /**
   * Breakers and load balancing of its Service (DestinationRule `trafficPolicy`).
   * @default - Istio's own
   */
  readonly trafficPolicy?: TrafficPolicy;
}

/** A workload that the app brings. */
export interface WorkloadOptions extends WorkloadBaseOptions {
  /**
   * Labels of its pods, by which Service and policies select them.
   * @default - `app: <id>`
   */
  readonly labels?: { readonly [key: string]: string };
  /**
   * Requests and limits of its sidecars (pod annotations `sidecar.istio.io/proxyCPU` and so on). Sidecar mode only.
   * @default - those of the mesh
   */
  readonly proxy?: ProxyResources;
  /**
   * Its sidecars learn only of what it calls: the targets of its declared edges, `istio-system`, the servers for tracing,
   * access logs and external authorization of the mesh's `install`, and `egressHosts` (Sidecar `egress`). Whatever else it
   * calls stops working. Sidecar mode only.
   * @default false
   */
  readonly scopeEgress?: boolean;
  /**
   * What it calls besides its declared edges, as `namespace/host`: `shared/redis.shared.svc.cluster.local`. A mesh without
   * `install` names the servers of its extension providers here too: a sidecar loses spans, logs and checks without a word
   * where it does not know the host.
   * @default - nothing
   */
  readonly egressHosts?: string[];
}

/** A workload that exists and belongs to somebody else. */
export interface WorkloadAttributes extends WorkloadBaseOptions {
  /**
   * Labels of its pods. Needed as soon as somebody is allowed to call it.
   * @default - unknown: it can only be a caller
   */
  readonly podLabels?: { readonly [key: string]: string };
}
