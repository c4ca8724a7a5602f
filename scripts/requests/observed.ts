/** What the box saw of a request (conformance/internal/caller). */
export interface Observed {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  /** Of a call of gRPC. */
  readonly grpc?: number;
  readonly headers?: HeaderLines;
  readonly answered?: Receipt;
  readonly receipts?: readonly Receipt[];
  /** What authorization servers were asked. */
  readonly checks?: readonly Receipt[];
  readonly seconds: number;
  readonly broken?: string;
  readonly reset?: boolean;
}

export type HeaderLines = Readonly<Record<string, readonly string[]>>;

/** What a backend received. */
export interface Receipt {
  readonly backend: { readonly namespace: string; readonly name: string };
  readonly protocol: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly headers: HeaderLines;
  /** Whose certificate opened the tunnel that carried the request. */
  readonly tunnel?: string;
}

/** What the box says of a case (conformance/internal/report). */
export interface BoxResult {
  readonly case: string;
  readonly complaints?: readonly { readonly judge: string; readonly text: string }[];
  readonly requests?: readonly { readonly name: string; readonly observed?: readonly Observed[] }[];
  /** Since when each object was in the cluster. */
  readonly created?: readonly { readonly object: string; readonly at: string }[];
}

const NOBODY = 'none';

/** Namespace and service account that mutual TLS proved to the pod: of the tunnel, or the newest that a sidecar wrote (conformance/internal/echo). */
export function callerOf({ tunnel, headers }: Receipt): string {
  const written = headers['X-Forwarded-Client-Cert']?.[0].split(',').at(-1)?.split(';').find((field) => field.startsWith('URI='))?.slice('URI='.length);
  const [,, , , namespace, , account] = (tunnel ?? written ?? '').split('/');
  return account === undefined ? NOBODY : `${namespace}/${account}`;
}
