import type { Headers } from '../headers';
import type { FullName, Token } from '../request';

/** What policies compare of a request, as the proxy sees it. */
export interface Attributes {
  /** Whom the caller proves to be by mutual TLS; unset: nobody. */
  readonly caller?: FullName;
  readonly method: string;
  /** As Envoy normalizes it, with the query. */
  readonly path: string;
  readonly host: string;
  /** Of the workload, where the request arrives. */
  readonly port: number;
  readonly headers: Headers;
  readonly token?: Token;
}
