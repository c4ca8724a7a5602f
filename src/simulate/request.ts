import { isIP, SocketAddress } from 'node:net';
import { Headers } from './headers';
import { RequestError } from './request-error';
import { textOf } from './tokens/token-text';

/** A namespace and a name in it: a service account, a Gateway, a workload. */
export interface FullName {
  readonly namespace: string;
  readonly name: string;
}

/** @throws for what is not of the form namespace/name */
export function fullName(text: string): FullName {
  const [namespace, name, ...rest] = text.split('/');
  if (!namespace || !name || rest.length > 0) {
    throw new RequestError(`give namespace/name, got '${text}'`);
  }
  return { namespace, name };
}

/** As `fullName` reads it. */
export function nameOf({ namespace, name }: FullName): string {
  return `${namespace}/${name}`;
}

/** How a request is sent. */
export type Protocol = 'http1' | 'http2' | 'grpc';

/** The method where nobody writes one: who says something posts it. */
export function usualMethod(protocol: Protocol | undefined, body: string | undefined): string {
  return protocol === 'grpc' || body !== undefined ? 'POST' : 'GET';
}

/** What clients of a protocol send without being told (grpc/doc/PROTOCOL-HTTP2.md). */
export const CLIENT_HEADERS: Readonly<Record<Protocol, readonly (readonly [string, string])[]>> = {
  http1: [],
  http2: [],
  grpc: [['content-type', 'application/grpc'], ['te', 'trailers']],
};

/** What a request proves with a token. */
export interface Token {
  readonly issuer: string;
  readonly subject?: string;
  readonly audiences?: readonly string[];
  readonly claims?: { readonly [name: string]: unknown };
  /** In seconds from now, negative for one that has expired. */
  readonly expires?: number;
  /** Whose key signs; unset: the issuer's. */
  readonly signer?: string;
}

/** What is asked: a request, and how it enters the mesh. */
export interface SimulatedRequest {
  /** The service account that sends it; unset: from outside. */
  readonly source?: FullName;
  /** The address from which its connection comes; unset: nobody has told it. */
  readonly sourceIp?: string;
  /** The Gateway that it comes in by, from outside; unset: the only one. */
  readonly gateway?: FullName;
  /** What it names as its host (`Host`, `:authority`), where that is not what the URL has. */
  readonly authority?: string;
  /** The workload whose pod is addressed, in place of a host. */
  readonly pod?: FullName;
  readonly method: string;
  readonly url: Url;
  readonly headers: Headers;
  readonly protocol: Protocol;
  readonly token?: Token;
  readonly hasBody?: boolean;
  /** What it says, for those who read it: which model is asked. */
  readonly body?: string;
}

/** A URL whose path is kept as it is written: what is decoded, and when, is a matter of the proxy. */
export interface Url {
  readonly scheme: 'http' | 'https';
  /** With the port where one is written. */
  readonly authority: string;
  readonly host: string;
  readonly port: number;
  /** With the query. */
  readonly path: string;
}

const METHOD_FORM = /^[A-Z][A-Z-]*$/;

/** @throws for what is no method as it is sent: proxies compare the case, too */
export function methodOf(text: string): string {
  if (!METHOD_FORM.test(text)) {
    throw new RequestError(`a method is written in capitals, for proxies compare the case: GET, POST, got '${text}'`);
  }
  return text;
}

const URL_FORM = /^(https?):\/\/([^/?#]+)([^#]*)/i;
const PORT_FORM = /:(\d+)$/;

/** @throws for what is no URL of HTTP */
export function parseUrl(text: string): Url {
  const [, written = '', authority, rest] = URL_FORM.exec(text) ?? [];
  if (authority === undefined) {
    throw new RequestError(`the URL must be http://host/path or https://host/path, got '${text}'`);
  }
  const scheme = written.toLowerCase() as Url['scheme'];
  const port = PORT_FORM.exec(authority)?.[1];
  return {
    scheme,
    authority,
    host: hostOf(authority),
    port: port === undefined ? { http: 80, https: 443 }[scheme] : Number(port),
    path: rest.startsWith('/') ? rest : `/${rest}`,
  };
}

/** A name or an address, which is in brackets where it has colons itself. */
const HOST_FORM = /^(\[[^\]@]+\]|[^:@[\]\s]+)$/;

/**
 * A URL as a person writes it, who may have made a slip.
 *
 * @throws for what no client would send
 */
export function urlOf(text: string): Url {
  const url = parseUrl(text);
  if (!HOST_FORM.test(url.host)) {
    throw new RequestError(`the URL must have a host, or host:port, after ${url.scheme}://, got '${text}'`);
  }
  if (url.port < 1 || url.port > 65535) {
    throw new RequestError(`the port of the URL must be from 1 to 65535, got '${text}'`);
  }
  return url;
}

/**
 * An address as proxies write it.
 *
 * @throws for what is none of IPv4 or IPv6
 */
export function addressOf(text: string): string {
  const family = isIP(text);
  if (family === 0 || text.includes('%')) {
    throw new RequestError(`the address of the caller must be one of IPv4 or IPv6, as 203.0.113.7 or 2001:db8::7, got '${text}'`);
  }
  return new SocketAddress({ address: text, family: family === 4 ? 'ipv4' : 'ipv6' }).address;
}

/** A name of a header, as HTTP has it (RFC 9110, 5.6.2). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Those that are headers for proxies, too: all but `Host`.
 *
 * @throws for what no client sends as a header
 */
export function headersOf(written: readonly (readonly [string, string])[]): Headers {
  written.forEach(([name, value]) => {
    if (!HEADER_NAME.test(name)) {
      throw new RequestError(`a header must be 'name: value', got '${name}: ${value}'`);
    }
  });
  return Headers.of(written.filter((header) => !isHost(header)));
}

/**
 * What a request names as its host, where a header `Host` says so. The URL still says where it is sent.
 *
 * @throws for several, and for what is no host
 */
export function authorityOf(written: readonly (readonly [string, string])[]): string | undefined {
  const [authority, ...others] = written.filter(isHost).map(([, value]) => value);
  if (others.length > 0) {
    throw new RequestError(`a request names one host: leave out all headers Host but one, got '${[authority, ...others].join("', '")}'`);
  }
  if (authority !== undefined && !HOST_FORM.test(hostOf(authority))) {
    throw new RequestError(`the header Host must be a host, or host:port, got '${authority}'`);
  }
  return authority;
}

function isHost([name]: readonly [string, string]): boolean {
  return name.toLowerCase() === 'host';
}

/** What is named, without the port. */
export function hostOf(authority: string): string {
  return authority.replace(PORT_FORM, '');
}

/** What a proxy receives and hands on. */
export interface Message {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** `Host`, or `:authority`. */
  readonly authority: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Headers;
  readonly protocol: Protocol;
  readonly hasBody: boolean;
  readonly body?: string;
  /** Whether a call of gRPC goes on over HTTP/1.1, because nothing says that its backend speaks HTTP/2. */
  readonly isDowngraded?: boolean;
}

/** A token travels as a bearer. */
export function messageOf(request: SimulatedRequest): Message {
  const { method, url, headers, protocol, token, body, hasBody = body !== undefined, authority = url.authority } = request;
  const { scheme, path } = url;
  const all = token === undefined ? headers : headers.add('authorization', `Bearer ${textOf(token)}`);
  return { method, scheme, authority, path, headers: all, protocol, hasBody, body };
}

/** What a proxy takes for the scheme: over HTTP/1.1 nothing but a header says it (Envoy, `ConnectionManagerUtility::mutateRequestHeaders`). */
export function schemeOf({ scheme, headers, protocol }: Message): Url['scheme'] {
  const said = protocol === 'http1' ? headers.get('x-forwarded-proto')?.toLowerCase() : undefined;
  return said === 'http' || said === 'https' ? said : scheme;
}

/** How a workload treats requests. */
export interface Behavior {
  /** Before the response headers, in milliseconds. */
  readonly delay?: number;
  /** In place of 200; for gRPC the status of the call. */
  readonly status?: number;
  /** Only the first so many tries. */
  readonly times?: number;
  /** Only so many of its replicas. */
  readonly replicas?: number;
  /** Only requests that ask for this model. */
  readonly model?: string;
  /** On so many requests a replica works at a time; others wait. */
  readonly capacity?: number;
  /** It closes the connection without an answer. */
  readonly reset?: boolean;
  /** It says that it did not work on the request, which HTTP/2 can (REFUSED_STREAM). */
  readonly refuse?: boolean;
  /** The only version of HTTP that it takes; unset: either. */
  readonly speaks?: 'http1' | 'http2';
  /** It accepts no connection; crashed: nobody has noticed yet; unready: it has left every Service. */
  readonly down?: 'crashed' | 'unready';
  /** What a model server tells the endpoint picker of itself. */
  readonly metrics?: { readonly queue?: number; readonly cache?: number; readonly adapters?: readonly string[] };
  /** It streams so many events, one each so many milliseconds. */
  readonly stream?: { readonly chunks: number; readonly every: number };
}

/** By the name of the workload, or namespace and name. */
export type Behaviors = Readonly<Record<string, Behavior>>;
