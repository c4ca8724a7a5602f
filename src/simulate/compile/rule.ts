import type { StringMatch } from '../string-match';
import type { Cors, Fault, HeaderOperations, Origin, Picker } from '../tables';

/** What a rule answers itself. */
export interface RuleResponse {
  readonly status: number;
  readonly body?: string;
  /** Why, where the rule does not say so. */
  readonly why?: string;
}

/** A rule of any kind of route, as istiod keeps it before a proxy is known: its VirtualService (istio.io/api HTTPRoute). */
export interface Rule {
  readonly name: string;
  readonly origin: Origin;
  /** Empty: every request. */
  readonly matches: readonly RuleMatch[];
  readonly headers: HeaderPair;
  readonly redirect?: RuleRedirect;
  readonly response?: RuleResponse;
  readonly rewrite?: RuleRewrite;
  readonly destinations: readonly Destination[];
  readonly timeout?: number;
  /** Undefined: the mesh's own; no retries are written as zero of them. */
  readonly retry?: RuleRetry;
  readonly mirrors: readonly RuleMirror[];
  readonly fault?: Fault;
  readonly cors?: Cors;
}

export interface RuleMatch {
  readonly origin: Origin;
  readonly name?: string;
  readonly path?: RulePath;
  readonly ignoresCase?: boolean;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly scheme?: StringMatch;
  readonly headers: readonly RuleNamedMatch[];
  readonly query: readonly RuleNamedMatch[];
  /** Of the listener. */
  readonly port?: number;
  readonly gateways?: readonly string[];
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
}

/** `prefix` is one of text for VirtualServices, one of segments for routes of the Gateway API. */
export interface RulePath {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
}

export interface RuleNamedMatch {
  readonly name: string;
  readonly match: StringMatch;
  readonly inverted?: boolean;
}

export interface HeaderPair {
  readonly request: RuleHeaders;
  readonly response: RuleHeaders;
}

/** Operations, and the authority that some of them mean. */
export interface RuleHeaders extends HeaderOperations {
  readonly host?: string;
}

export interface RuleRedirect {
  readonly status: number;
  readonly scheme?: string;
  readonly host?: string;
  /** `request`: that of the listener; `protocol`: none, the scheme says it. */
  readonly port: number | 'request' | 'protocol';
  readonly path?: string;
  readonly prefix?: string;
}

export interface RuleRewrite {
  readonly prefix?: string;
  readonly regex?: { readonly match: string; readonly value: string };
  readonly host?: string;
}

export interface Destination {
  readonly target: RuleTarget;
  readonly weight: number;
  readonly headers: HeaderPair;
  readonly origin: Origin;
}

/** A host in full; the port is unset where the rule leaves it to the Service. */
export interface RuleTarget {
  readonly host: string;
  readonly port?: number;
  readonly subset?: string;
}

export interface RuleRetry {
  readonly attempts: number;
  readonly on?: string;
  readonly perTry?: number;
  readonly backOff?: number;
  readonly ignoresPrevious?: boolean;
}

export interface RuleMirror {
  readonly target: RuleTarget;
  readonly perMillion: number;
  readonly origin: Origin;
}

/** Rules for some hosts, and where they hold: what istiod calls a VirtualService. */
export interface RouteSet {
  readonly name: string;
  readonly namespace: string;
  readonly created: string;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly rules: readonly Rule[];
  /** Whose rules hold: a missing backend is 500 for the Gateway API, 503 for Istio's own; prefixes end at segments. */
  readonly semantics: 'gateway-api' | 'istio';
  /** Whose endpoint picker is asked, by the name of the rule: equal names share it. */
  readonly pickers?: ReadonlyMap<string, readonly Picker[]>;
  /** The namespaces that see it; none: all. */
  readonly exports?: readonly string[];
}
