/** A file of the mesh in a box: what is sent, and what must come of it (conformance/internal/cases/case.schema.json). */
export interface Case {
  readonly about: string;
  /** What of the semantics it shows. */
  readonly covers?: readonly string[];
  readonly when?: { readonly profile?: string; readonly dataPlane?: readonly string[]; readonly istio?: string };
  readonly manifests: readonly string[];
  /** Objects of the manifests that are left out, Kind/namespace/name. */
  readonly without?: readonly string[];
  readonly assume?: readonly string[];
  readonly closed?: boolean;
  /** The only version of HTTP that servers take, by name. */
  readonly speaks?: Readonly<Record<string, 'http1' | 'http2'>>;
  readonly backends?: Readonly<Record<string, WrittenBehavior>>;
  readonly requests?: readonly CaseRequest[];
  readonly known?: { readonly reason: string };
}

export interface CaseRequest {
  readonly name?: string;
  readonly send: Send;
  readonly backends?: Readonly<Record<string, WrittenBehavior>>;
  readonly expect: Expect;
}

export interface Send {
  readonly source?: string;
  readonly gateway?: string;
  readonly pod?: string;
  readonly token?: WrittenToken;
  readonly method?: OneOrMany;
  readonly url: OneOrMany;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  /** How many letters stand for `{filler}` in the body. */
  readonly filler?: number;
  readonly protocol?: 'http1' | 'http2' | 'grpc';
  readonly times?: number;
  readonly concurrency?: number;
  readonly background?: boolean;
}

export type OneOrMany = string | readonly string[];

export interface WrittenToken {
  readonly issuer: string;
  readonly subject?: string;
  readonly audiences?: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly expires?: string;
  readonly signer?: string;
}

export interface WrittenBehavior {
  readonly delay?: string;
  readonly status?: number;
  readonly times?: number;
  readonly replicas?: number;
  readonly reset?: boolean;
  readonly refuse?: boolean;
  readonly down?: 'crashed' | 'unready';
  readonly capacity?: number;
  readonly model?: string;
  readonly metrics?: { readonly queue?: number; readonly cache?: number; readonly adapters?: readonly string[] };
  readonly stream?: { readonly chunks: number; readonly every: string };
}

export interface ExpectedResponse {
  readonly headers?: Readonly<Record<string, string>>;
  readonly absent?: readonly string[];
}

/** What must come back; what is unset is not compared. */
export interface Expect {
  readonly status?: number | Readonly<Record<string, number>>;
  readonly backend?: string;
  readonly split?: Readonly<Record<string, number>>;
  readonly counts?: Readonly<Record<string, number>>;
  readonly statuses?: Readonly<Record<string, number>>;
  readonly resets?: number;
  readonly received?: Readonly<Record<string, number>>;
  readonly upstream?: ExpectedResponse & {
    readonly path?: string;
    readonly host?: string;
    readonly protocol?: string;
    readonly caller?: string;
    readonly model?: string;
  };
  readonly models?: Readonly<Record<string, number>>;
  /** How many replicas answer, of all requests together. */
  readonly replicas?: number;
  /** How many requests breakers refuse; one after the other they refuse none. */
  readonly overflow?: number;
  readonly response?: ExpectedResponse;
  readonly responses?: Readonly<Record<string, ExpectedResponse>>;
  readonly tries?: number;
  readonly time?: string;
  readonly within?: string;
  /** How many requests in the background are answered later, at least. */
  readonly overtakes?: number;
  readonly mirrors?: readonly string[] | Readonly<Record<string, number>>;
  readonly reset?: boolean;
  readonly authorizers?: readonly string[];
  readonly dryRun?: 'allows' | 'refuses';
  readonly chunks?: number;
  readonly grpc?: number;
}

/** A case for one data plane, under the name that the box gives it. */
export interface NamedCase {
  /** `routes/split`, `constructs/canary/ambient` */
  readonly name: string;
  /** The folder to which its paths are relative. */
  readonly folder: string;
  readonly case: Case;
}
