import type { Identity } from './identity';

/** What a proxy knows of a connection, and of the request on it, when policies are asked. */
export interface Attributes {
  /** Whom the certificate of the connection names; unset: it shows none. */
  readonly caller?: Identity;
  /** Where the connection comes from, `NO_ADDRESS` for one without an address; unset: not known offline. */
  readonly sourceIp?: string;
  /** Where the request comes from, as X-Forwarded-For has it; unset: not known offline. */
  readonly remoteIp?: string;
  /** Unset: not known offline. */
  readonly destinationIp?: string;
  readonly destinationPort: number;
  /** Empty where TLS is not spoken, or names no server. */
  readonly serverName: string;
  /** Unset where the proxy reads no HTTP. */
  readonly http?: HttpAttributes;
}

export interface HttpAttributes {
  readonly method: string;
  /** With the query, normalized. */
  readonly path: string;
  /** `Host`, with the port where one is written. */
  readonly authority: string;
  readonly headers: HeaderValues;
  /** What a token that was verified says; unset: there was none. */
  readonly claims?: Claims;
}

export interface HeaderValues {
  /** Each value that was sent. */
  all(name: string): readonly string[];
}

export interface Claims {
  readonly [name: string]: unknown;
}
