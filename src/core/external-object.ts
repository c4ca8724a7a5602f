/** An object that the manifests rely on and do not contain, since somebody else owns it. */
export interface ExternalObject {
  /** `v1`, `gateway.networking.k8s.io/v1` */
  readonly apiVersion: string;
  /** `Service` */
  readonly kind: string;
  /**
   * The namespace it lies in.
   * @default - the kind has no namespaces
   */
  readonly namespace?: string;
  /** `metadata.name` */
  readonly name: string;
  /** What it must carry for the manifests to work, a sentence each. Empty where its existence is enough. */
  readonly requirements: string[];
  /** The object as far as it is known, for checks and simulations. Never part of the manifests. */
  readonly stub: any;
}

/** What one part of the app knows of an external object. */
export interface ExternalFact {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly requirements?: string[];
  /** Labels, annotations, spec and so on, without identity. */
  readonly stub?: { readonly [key: string]: unknown };
}

/** Collects facts as thunks, since what an object must carry is known only when the app is complete. */
export class ExternalObjects {
  private readonly facts: (() => ExternalFact[])[] = [];

  /** @param namespaceFacts what is known of a namespace in which an object lies. An account needs none: it may be a caller's, whom istiod need not see. */
  constructor(private readonly namespaceFacts: (namespace: string) => ExternalFact[]) {}

  add(facts: () => ExternalFact[]): void {
    this.facts.push(facts);
  }

  /** One entry an object, what several parts know of it put together. */
  list(): ExternalObject[] {
    const byIdentity = new Map<string, ExternalFact[]>();
    const facts = this.facts.flatMap((produce) => produce());
    const namespaces = [...new Set(facts.flatMap(({ kind, namespace }) => (namespace === undefined || kind === 'ServiceAccount' ? [] : namespace)))];
    for (const fact of [...facts, ...namespaces.flatMap(this.namespaceFacts)]) {
      const identity = [fact.apiVersion, fact.kind, fact.namespace ?? '', fact.name].join('\n');
      byIdentity.set(identity, [...byIdentity.get(identity) ?? [], fact]);
    }
    return [...byIdentity.values()].map(combine);
  }
}

function combine(facts: ExternalFact[]): ExternalObject {
  const { apiVersion, kind, namespace, name } = facts[0];
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  const stub = facts.reduce<unknown>((known, fact) => merge(known, fact.stub ?? {}), { apiVersion, kind, metadata });
  return {
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    requirements: [...new Set(facts.flatMap((fact) => fact.requirements ?? []))],
    stub,
  };
}

/** Objects are merged by key, lists are put together without repeating an entry. */
function merge(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b)) {
    const seen = new Set(a.map((entry) => JSON.stringify(entry)));
    return [...a, ...b.filter((entry) => !seen.has(JSON.stringify(entry)))];
  }
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return Object.fromEntries(keys.map((key) => [key, key in a && key in b ? merge(a[key], b[key]) : a[key] ?? b[key]]));
  }
  return b;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
