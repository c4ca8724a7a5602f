import type { Coming } from './connection/through-gateway';
import type { Membership } from '../../manifest/namespaces';
import type { PodSet } from '../../manifest/pods';
import type { Claims } from '../authorize/attributes';
import type { Refused } from '../compile/picker-metrics';
import type { Reader } from '../compile/visibility';
import type { Peer } from '../forwarded-for';
import type { Outcome, Received } from '../outcome';
import type { Reason } from '../reason';
import type { Behavior, FullName, Message, Token } from '../request';
import type { MeshSettings } from '../settings';
import type { ClusterKey, ClusterTable, Endpoint, Picker, Proxy, ProxyTables, WeightedCluster } from '../tables';

/** What reaches a proxy. */
export interface Flow {
  readonly message: Message;
  /** Where the connection comes from. */
  readonly peer: Peer;
  /** Whom the caller proves to be by mutual TLS; unset: nobody. */
  readonly caller?: FullName;
  /** Of the listener. */
  readonly port: number;
  /** The server that TLS asks for; unset: TLS is not spoken. */
  readonly serverName?: string;
  /** Whether it is the caller's own TLS, which nobody has ended. */
  readonly isSealed?: boolean;
  /** The gateways that it has come by. */
  readonly passed?: readonly Proxy[];
  /** The token that the caller brought. */
  readonly token?: Token;
  /** The token, where this proxy verified it. */
  readonly verified?: Token;
  /** The authorization servers that are being asked, where it is a question to one. */
  readonly asking?: readonly string[];
  /** What the token says, where this proxy verified it. */
  readonly claims?: Claims;
  readonly received: Received;
  /** The endpoint picker that was asked for it. */
  readonly picker?: Picker;
  /** The cluster that was drawn for it before a picker was asked. */
  readonly drawn?: WeightedCluster;
}

/** What a proxy needs to know of the rest of the mesh to hand a request on. */
export interface Evaluation {
  /** Whether steps tell of what lost, too. */
  readonly explains: boolean;
  readonly settings: MeshSettings;
  /** How many such requests are sent at the same time. */
  readonly atOnce: number;
  /** The cluster as somebody knows it. */
  cluster(reader: Reader, key: ClusterKey): ClusterTable | undefined;
  /** Why there is no such cluster. */
  whyNoCluster(tables: ProxyTables, key: ClusterKey): Reason;
  /** How the endpoint treats its first request. */
  behaviorOf(endpoint: Endpoint): Behavior;
  /** How a program that is known refuses a request itself. */
  refusalOf(endpoint: Endpoint, message: Message): Refused | undefined;
  /** How pods take part in the mesh. */
  membership(pods: PodSet): Membership;
  /** How often it failed in requests before this one, and in those that go with it. */
  failuresOf(endpoint: Endpoint): number;
  /** How many other requests the endpoints of a cluster are still working on. */
  underWay(cluster: ClusterTable): number;
  /** Whether the endpoint has left its Services. */
  isUnready(endpoint: Endpoint): boolean;
  /** A connection comes to a gateway from inside of the mesh. */
  enter(tables: ProxyTables, coming: Coming, flow: Flow): readonly Outcome[];
  /** Sends the request to a pod, as the proxy. */
  send(tables: ProxyTables, cluster: ClusterTable, endpoint: Endpoint, flow: Flow): readonly Outcome[];
}
