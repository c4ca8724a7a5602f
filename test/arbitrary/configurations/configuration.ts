import type * as fc from 'fast-check';
import type { CaseRequest, WrittenToken } from '../../../src/cli/cases/case';
import type { Manifest } from '../../../src/manifest/manifest-object';

/** A request, and how backends treat it. */
export type Asked = Pick<CaseRequest, 'send' | 'backends'>;

/** Objects that interact with each other and with nothing else, and requests aimed at their edges. */
export interface Configuration {
  readonly manifests: readonly Manifest[];
  readonly requests: readonly Asked[];
}

/** What many configurations share: namespaces, a proxy, backends. Each of them has hosts of its own. */
export interface Field {
  readonly manifests: fc.Arbitrary<readonly Manifest[]>;
  /** What exists besides: certificates, which others issue. */
  readonly assumed?: readonly Manifest[];
  /** Where requests enter, and how many of them are sent to a configuration. */
  readonly configuration: (index: number, requests: number) => fc.Arbitrary<Configuration>;
}

/** What a request must look like for one match to hold, just so. */
export interface Aim {
  /** One of them is drawn. */
  readonly hosts: readonly string[];
  /** Whether other hosts than these are somebody else's, or nobody's. */
  readonly keepsHosts?: boolean;
  /** One of them is drawn. */
  readonly ports: readonly number[];
  /** Who may send it; unset: somebody outside. */
  readonly sources?: readonly string[];
  /** One of them is drawn; unset: HTTP/1.1. */
  readonly protocols?: readonly Protocol[];
  /** Ports at which TLS is spoken. */
  readonly securePorts?: readonly number[];
  /** How often backends do not just answer, in percent; unset: now and then. */
  readonly failing?: number;
  /** One of them is drawn, or none. */
  readonly tokens?: readonly WrittenToken[];
  readonly path: string;
  readonly method?: string;
  readonly headers: readonly NamedValue[];
  readonly query: readonly NamedValue[];
}

export type Protocol = NonNullable<CaseRequest['send']['protocol']>;

/** What a match is about, wherever it is. */
export type MatchAim = Pick<Aim, 'path' | 'method' | 'headers' | 'query' | 'protocols' | 'failing'>;

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}
