import type { Outcome, Received } from '../outcome';
import type { FullName, Message, Token } from '../request';
import type { ClusterKey, ClusterTable, Endpoint, ProxyTables } from '../tables';

/** What reaches a proxy. */
export interface Flow {
  readonly message: Message;
  /** Whom the caller proves to be by mutual TLS; unset: nobody. */
  readonly caller?: FullName;
  /** Of the listener. */
  readonly port: number;
  readonly token?: Token;
  readonly received: Received;
}

/** What a proxy needs to know of the rest of the mesh to hand a request on. */
export interface Evaluation {
  /** Whether steps tell of what lost, too. */
  readonly explains: boolean;
  cluster(tables: ProxyTables, key: ClusterKey): ClusterTable | undefined;
  /** Whether the endpoint has left its Services. */
  isUnready(endpoint: Endpoint): boolean;
  /** Sends the request to a pod, as the proxy. */
  send(tables: ProxyTables, cluster: ClusterTable, endpoint: Endpoint, flow: Flow): readonly Outcome[];
}
