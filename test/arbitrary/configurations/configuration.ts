import type * as fc from 'fast-check';
import type { Send } from '../../../src/cli/cases/case';
import type { Manifest } from '../../../src/manifest/manifest-object';

/** Objects that interact with each other and with nothing else, and requests aimed at their edges. */
export interface Configuration {
  readonly manifests: readonly Manifest[];
  readonly requests: readonly Send[];
}

/** What many configurations share: namespaces, a proxy, backends. Each of them has hosts of its own. */
export interface Field {
  readonly manifests: readonly Manifest[];
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
  readonly path: string;
  readonly method?: string;
  readonly headers: readonly NamedValue[];
  readonly query: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: string;
}
