import type { BackendBehavior } from './backend-behavior';

/** What a client speaks. */
export enum RequestProtocol {
  /** HTTP/1.1 */
  HTTP1 = 'http1',
  /** HTTP/2 */
  HTTP2 = 'http2',
  /** A call of gRPC, with the headers that its clients send. */
  GRPC = 'grpc',
}

/** What a request proves with a token, as a bearer in the header `authorization`. */
export interface RequestToken {
  /** Who issued it (`iss`), as RequestAuthentications name the issuer. */
  readonly issuer: string;
  /**
   * Of whom it speaks (`sub`).
   * @default - nobody
   */
  readonly subject?: string;
  /**
   * For whom it is (`aud`).
   * @default - anybody
   */
  readonly audiences?: string[];
  /**
   * Further claims, as they are in the token.
   * @default - none
   */
  readonly claims?: { readonly [name: string]: any };
  /**
   * Its time has passed.
   * @default false
   */
  readonly expired?: boolean;
  /**
   * The issuer whose key signed it.
   * @default - its own issuer
   */
  readonly signer?: string;
}

/** A request to be simulated. */
export interface MeshRequest {
  /**
   * The method, in capitals: proxies compare the case.
   * @default 'GET'; 'POST' where there is a body, and for gRPC
   */
  readonly method?: string;
  /** Where it is sent, as the caller writes it, with the scheme: `http://inference.ml.example.com/v1/models`. The port is 80 or 443 where none is written. */
  readonly url: string;
  /**
   * Headers that it carries. With `Host` it names another host than the URL does; the URL still says where it is sent.
   * @default - none
   */
  readonly headers?: { readonly [name: string]: string };
  /**
   * What it says. Routers and endpoint pickers read the model in it: `{"model": "llama"}`.
   * @default - nothing
   */
  readonly body?: string;
  /**
   * What its client speaks.
   * @default RequestProtocol.HTTP1
   */
  readonly protocol?: RequestProtocol;
  /**
   * The token that it carries.
   * @default - none
   */
  readonly token?: RequestToken;
  /**
   * The service account that sends it, `namespace/name`.
   * @default - it comes from outside, by a Gateway
   */
  readonly source?: string;
  /**
   * The address that its connection comes from, as the first proxy sees it: `203.0.113.7`, `2001:db8::7`. Policies compare it (`ipBlocks`,
   * `remoteIpBlocks`), and gateways write it down in `X-Forwarded-For`.
   * @default - not known: what depends on it has the disposition `unknown`
   */
  readonly sourceIp?: string;
  /**
   * The Gateway that a request from outside comes in by, `namespace/name`.
   * @default - the only one
   */
  readonly gateway?: string;
  /**
   * How workloads fare meanwhile, by `namespace/name`.
   * @default - each answers at once, with 200
   */
  readonly backends?: { readonly [workload: string]: BackendBehavior };
}
