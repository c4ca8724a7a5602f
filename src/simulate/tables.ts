import type { StringMatch } from './string-match';
import type { ServiceEntrySpec } from '../../imports/networking.istio.io';
import type { MergedRule } from '../manifest/istio/merged-rules';
import type { Location } from '../manifest/location';
import type { ManifestObject } from '../manifest/manifest-object';
import type { PodSet } from '../manifest/pods';
import type { Labels, ServiceSpec } from '../manifest/shapes';
import type { ProxyPolicies } from './authorize/proxy-policies';
import type { Reason } from './reason';
import type { FullName } from './request';
import type { UnknownCause } from './unknown';

/** Where an entry of a table comes from. */
export interface Origin {
  readonly object: ManifestObject;
  readonly at: Location;
}

/** What a proxy decides by: compiled once, from the objects. */
export interface ProxyTables {
  readonly proxy: Proxy;
  readonly listeners: readonly ListenerTable[];
  /** Why some that are written are not open to callers from outside. */
  readonly closed?: readonly Reason[];
  /** Whether it reads requests, and not only passes bytes on. */
  readonly readsHttp: boolean;
  /** How the workload behind it is spoken to; unset: as the caller does. */
  readonly speaks?: 'http1' | 'http2';
  /** What is asked before a request is routed. */
  readonly policies: ProxyPolicies;
  /** How long an answer may be silent, in milliseconds; unset: longer than any limit of a route. */
  readonly silence?: number;
  /** What stands before a gateway; unset: nothing that it is told of. */
  readonly topology?: GatewayTopology;
  /** What EnvoyFilters and programs add. */
  readonly extra?: ExtraFilters;
  /** Why it does not start. */
  readonly refusal?: Reason;
  /** Set where another proxy may get the connection, by chance. */
  readonly unknown?: UnknownCause;
}

/** `gatewayTopology` of the ProxyConfig of a gateway. */
export interface GatewayTopology {
  /** How many addresses of X-Forwarded-For proxies before it have written there. */
  readonly numTrustedProxies: number;
  /** Whether a load balancer tells it the address of the caller before each connection. */
  readonly takesProxyProtocol: boolean;
}

/** What EnvoyFilters, TrafficExtensions and WasmPlugins add to a proxy. */
export interface ExtraFilters {
  readonly router?: ModelRouter;
  /** Headers that requests of a route get before pickers are asked, by the name of the route. */
  readonly marks: ReadonlyMap<string, readonly HeaderChange[]>;
  /** Set where it is not foreseen what one of them does. */
  readonly unread?: UnknownCause;
}

/** A program that reads the model of a request from its body, before anything else is done with it. */
export interface ModelRouter {
  readonly cluster: ClusterKey;
  readonly failsOpen: boolean;
  /** With what requests with a body fail because it does not answer in the mode in which the gateway sends one. */
  readonly deadlock?: number;
  /** How long a body may be, in bytes, because the gateway keeps it whole. */
  readonly longestBody?: number;
  /** How long the gateway waits for its answer, in milliseconds. */
  readonly patience: number;
  /** The base model of every name that it knows. */
  readonly bases: ReadonlyMap<string, string>;
  /** Whether a request of that path, with its query, is not read. */
  readonly isSkipped: (path: string) => boolean;
  readonly origin: Origin;
}

export interface Proxy {
  readonly kind: 'gateway' | 'waypoint' | 'sidecar' | 'ztunnel';
  /** The Gateway, or what makes the pods. */
  readonly object: ManifestObject;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What its container finds in its environment, for headers that write `%ENVIRONMENT(NAME)%`. */
  readonly environment?: ReadonlyMap<string, string>;
  /** Whom its peers see. */
  readonly account: FullName;
  /** The pods that it runs in, or stands before. */
  readonly pods?: PodSet;
}

export interface ListenerTable {
  readonly port: number;
  /** The server name that chooses it, by wildcard too; unset where TLS is not spoken. */
  readonly serverName?: string;
  readonly isTls: boolean;
  readonly virtualHosts: readonly VirtualHostTable[];
  /** Where connections go that it does not read; unset: it reads requests. Without TLS it takes that of callers, too. */
  readonly passes?: Passing;
  readonly origin?: Origin;
  /** Why no route brought the host here; asked only where there is none. */
  readonly whyNoHost?: (host: string) => readonly Reason[];
  /** Why it has no routes at all, though some are written. */
  readonly refusal?: Reason;
  /** Set where it is not known whether it is there, or a matter of chance which routes it has. */
  readonly unknown?: UnknownCause;
  /** What it wants of callers that none from outside has: no handshake comes about. */
  readonly unmet?: Reason;
}

/** What becomes of connections that nobody reads. */
export interface Passing {
  /** Each connection goes to one of them. */
  readonly destinations: readonly { readonly cluster: ClusterKey; readonly weight: number; readonly origin: Origin }[];
  /** Whether the TLS of callers ends here, and only what is in it is passed on. */
  readonly endsTls: boolean;
  /** What is asked before. */
  readonly policies: ProxyPolicies;
  /** The route that says so. */
  readonly origin: Origin;
}

export interface VirtualHostTable {
  /** `a.example.com`, `*.example.com`, `*`, in small letters */
  readonly domains: readonly string[];
  /** The first that matches is taken. */
  readonly routes: readonly RouteEntry[];
}

/** A route as Envoy has it: one match. */
export interface RouteEntry {
  readonly name: string;
  readonly origin: Origin;
  readonly match: RouteMatch;
  readonly action: RouteAction;
  readonly requestHeaders: HeaderOperations;
  readonly responseHeaders: HeaderOperations;
  readonly fault?: Fault;
  readonly cors?: Cors;
}

export interface RouteMatch {
  readonly path: PathMatch;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly scheme?: StringMatch;
  readonly headers: readonly NamedMatch[];
  readonly query: readonly NamedMatch[];
  readonly claims: readonly ClaimMatch[];
}

export interface PathMatch {
  /** `segments`: a prefix that ends at a slash. */
  readonly kind: 'exact' | 'prefix' | 'segments' | 'regex';
  readonly value: string;
  readonly ignoresCase?: boolean;
  readonly matches: (path: string) => boolean;
}

export interface NamedMatch {
  readonly name: string;
  readonly match: StringMatch;
  /** It must not match, and what is missing is an empty text. */
  readonly inverted?: boolean;
}

export interface ClaimMatch {
  readonly claim: readonly string[];
  readonly match: StringMatch;
  readonly inverted?: boolean;
}

/** What is done with headers: first removed, then set, then added. */
export interface HeaderOperations {
  readonly remove: readonly string[];
  readonly change: readonly HeaderChange[];
}

export interface HeaderChange {
  readonly name: string;
  readonly value: string;
  readonly appends: boolean;
}

export const NO_OPERATIONS: HeaderOperations = { remove: [], change: [] };

export type RouteAction = Forward | Redirect | DirectResponse;

export interface Forward {
  readonly kind: 'forward';
  readonly clusters: readonly WeightedCluster[];
  /** What is answered for a cluster that is not there. */
  readonly missingStatus: number;
  /** In milliseconds; unset: none. */
  readonly timeout?: number;
  readonly retry?: RetryPolicy;
  readonly rewrite?: PathRewrite;
  readonly host?: string;
  readonly mirrors: readonly Mirror[];
  /** Who is asked for an endpoint, where pools are concerned: one for all, or each pool its own. */
  readonly pickers: readonly Picker[];
}

export interface WeightedCluster {
  readonly cluster: ClusterKey;
  readonly weight: number;
  readonly requestHeaders: HeaderOperations;
  readonly responseHeaders: HeaderOperations;
  readonly host?: string;
  readonly origin: Origin;
}

/** The name of a cluster; a host is empty where the reference is invalid. */
export interface ClusterKey {
  readonly host: string;
  readonly port: number;
  readonly subset?: string;
  /** Whether the host is taken as it is, although it stands for another name. */
  readonly isLiteral?: boolean;
}

/** Where requests are sent in the end. */
export interface ClusterTable {
  readonly key: ClusterKey;
  readonly service?: ManifestObject<ServiceSpec>;
  /** The pool of which it is: proxies of the mesh go to the address that was called, not to its pods. */
  readonly pool?: ManifestObject;
  readonly entry?: ManifestObject<ServiceEntrySpec>;
  /** Why it is not known who is behind it. */
  readonly unknown?: UnknownCause;
  readonly endpoints: readonly Endpoint[];
  /** The first of its pods that have no port of the name to which the Service leads: they are no endpoints. */
  readonly portless?: PodSet;
  /** Why the proxy has none of its endpoints. */
  readonly hidden?: Reason;
  /** What its DestinationRules come to; unset: it has none. */
  readonly rule?: MergedRule;
  /** Whether a BackendTLSPolicy has a word in the TLS of its callers. */
  readonly isSealedByPolicy?: boolean;
  readonly protocol: UpstreamProtocol;
}

/**
 * How endpoints are called; `callers`: as the caller does. Where nobody says what a port speaks, gateways call it otherwise than other proxies,
 * which do as callers do: `detected` by HTTP/1.1, `upgraded` by HTTP/2.
 */
export type UpstreamProtocol = 'http1' | 'http2' | 'callers' | 'detected' | 'upgraded';

/** Pods that are alike, or a server outside of the mesh. */
export interface Endpoint {
  readonly workload: FullName;
  readonly pods: PodSet;
  readonly port: number;
  readonly replicas: number;
  /** Whether only other replicas of the workload behave as they are told to. */
  readonly isUsual?: boolean;
  /** Whether nobody listens there. */
  readonly isClosed?: boolean;
  /** Set for a server outside of the mesh: its `pods` are nothing but its ServiceEntry. */
  readonly outside?: Outside;
}

/** A server that a ServiceEntry tells of. */
export interface Outside {
  /** The name by which it is called, for which its certificate is. */
  readonly host: string;
  /** The labels of its addresses, by which subsets choose; unset: whoever is addressed is called. */
  readonly labels?: readonly Labels[];
  /** Whether it speaks TLS, as far as manifests tell: its port does, or is the one of HTTPS. */
  readonly speaksTls: boolean;
  /** For whom its certificate has to be, where no DestinationRule says so. */
  readonly names: readonly string[];
}

export interface Mirror {
  readonly cluster: ClusterKey;
  /** Of a million. */
  readonly perMillion: number;
  readonly origin: Origin;
}

export interface PathRewrite {
  readonly kind: 'prefix' | 'regex';
  readonly regex?: string;
  readonly value: string;
}

export interface Redirect {
  readonly kind: 'redirect';
  readonly status: number;
  readonly scheme?: string;
  readonly host?: string;
  readonly port?: number;
  /** In place of the path. */
  readonly path?: string;
  /** In place of the prefix that matched. */
  readonly prefix?: string;
  /** Whether the host stays as the caller wrote it, a port that goes with the other scheme included. */
  readonly keepsPort?: boolean;
}

export interface DirectResponse {
  readonly kind: 'respond';
  readonly status: number;
  readonly body?: string;
  /** Why, where the route does not say so. */
  readonly why?: string;
}

export interface RetryPolicy {
  /** Besides the first try. */
  readonly retries: number;
  readonly conditions: readonly string[];
  readonly codes: readonly number[];
  /** In milliseconds. */
  readonly perTry?: number;
  /** In milliseconds: the least wait before a retry. */
  readonly backOff?: number;
  /** Whether a retry is for a pod that was not asked before, where there is one; `unless-hashed`: unless a hash chooses the pod. */
  readonly avoidsPrevious: 'always' | 'unless-hashed' | 'never';
}

export interface Fault {
  readonly delay?: { readonly millis: number; readonly perMillion: number };
  readonly abort?: { readonly status?: number; readonly grpc?: number; readonly perMillion: number };
}

export interface Cors {
  readonly origins: readonly StringMatch[];
  readonly methods: string;
  readonly headers: string;
  readonly expose: string;
  readonly maxAge?: number;
  readonly credentials: boolean;
  /** Whether a preflight of another origin reaches the backend. */
  readonly forwardsUnmatched: boolean;
}

export interface Picker {
  /** The host of the pool that it chooses from. */
  readonly pool: string;
  readonly cluster: ClusterKey;
  /** Asked about requests that are for its pool alone; else about all that the rule takes. */
  readonly isOwn: boolean;
  readonly failsOpen: boolean;
  readonly origin: Origin;
  /** Unset: its pods are not among the objects, and it is as it comes. */
  readonly program?: PickerProgram;
}

/** What an endpoint picker does by its flags and its configuration. */
export interface PickerProgram {
  /** Why it is never ready, so that its Service has no endpoints. */
  readonly neverReady?: string;
  /** Why it is not reached although it is ready. */
  readonly unreachable?: string;
  readonly servesTls: boolean;
  readonly isSelfSigned: boolean;
  /** Whether a BackendTLSPolicy makes gateways speak TLS to it. */
  readonly hasTlsPolicy: boolean;
  /** Whether it cannot read how busy its servers are. */
  readonly isBlind: boolean;
  /** Whether requests wait in it (flow control). */
  readonly queues: boolean;
  /** What it takes every body for; unset: it takes any. */
  readonly parser?: 'openai' | 'vllm-grpc';
  /** Whether it prefers servers that know the beginning of a prompt. */
  readonly remembers: boolean;
  /** Whether it prefers servers that have loaded an adapter. */
  readonly knowsAdapters: boolean;
  /** When a server counts as full. */
  readonly fullAt: { readonly queue: number; readonly cache: number };
  /** Of objectives, by their names. */
  readonly priorities: ReadonlyMap<string, number>;
  /** The oldest first. */
  readonly rewrites: readonly ModelRewriteRule[];
}

/** What stands in place of a model that is asked for. */
export interface ModelRewriteRule {
  readonly origin: Origin;
  /** None: every model. */
  readonly models: readonly string[];
  readonly targets: readonly { readonly model: string; readonly weight: number }[];
}
