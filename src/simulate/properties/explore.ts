import { FORWARDED_FOR } from '../forwarded-for';
import { Headers } from '../headers';
import { Memory } from '../memory';
import type { Outcome } from '../outcome';
import { parseUrl, type SimulatedRequest, type Token } from '../request';
import type { Simulator } from '../simulator';
import { addressesApart } from './addresses';
import { type Cells, cellsOf, type Language } from './cells';
import type { Entry } from './entries';
import { type Field, isOptional, languageOf, nameOf } from './fields';
import type { RequestFilter } from './filter';
import { affixRegex, type Predicate } from './predicate';
import { PropertyError } from './problem';
import { type Read, readsOf } from './reads';

/** A request that stands for all that the configuration treats alike, and what becomes of them. */
export interface Answered {
  readonly request: SimulatedRequest;
  readonly outcomes: readonly Outcome[];
}

/** What each field carries; undefined: the request is without it. */
type Assignment = ReadonlyMap<Field, string | undefined>;

/** What is known of a way into the mesh so far. */
interface Known {
  readonly entry: Entry;
  readonly predicates: Map<Field, Map<string, Predicate>>;
  readonly answers: Memory<string, Answered>;
}

/** How many requests are simulated before the question is called too wide. */
const MAX_REQUESTS = 50_000;

/**
 * Finds one request for every way in which the configuration treats requests. A request is sent, and each comparison that its way depended
 * on is taken from the steps; then the fields that were compared take every value that comparisons can tell apart, one field after the
 * other. What was never compared cannot matter. Comparisons that show up later divide further, until there are no new ones.
 */
export class Exploration {
  /** Fields whose values could not be told apart completely. */
  public readonly sampled = new Set<Field>();
  private readonly cells = new Memory<string, Cells>();
  private asked = 0;

  constructor(
    private readonly simulator: Simulator,
    private readonly filter: RequestFilter,
    /** The tokens that are tried besides none. */
    private readonly tokens: readonly Token[],
    /** What is compared without leaving a step. */
    private readonly always: readonly Read[],
  ) {}

  /** @throws where there are more requests than can be answered */
  public requests(entry: Entry): readonly Answered[] {
    const known: Known = { entry, predicates: new Map(), answers: new Memory() };
    entry.domains.forEach((predicate) => add(known, { field: 'authority', predicate }));
    this.always.forEach((read) => add(known, read));
    for (;;) {
      const before = size(known);
      const leaves = [...this.walk(known, new Map())];
      if (size(known) === before) {
        return leaves;
      }
    }
  }

  private *walk(known: Known, assignment: Assignment): Generator<Answered> {
    const fixed = this.fixedFields().find((field) => !assignment.has(field));
    const answered = fixed === undefined ? this.answer(known, assignment) : undefined;
    const reads = answered === undefined ? [] : [...this.always, ...readsOf(answered.outcomes, portText(known.entry))];
    reads.forEach((read) => add(known, read));
    const field = fixed ?? reads.map((read) => read.field).find((each) => !assignment.has(each) && isThere(each, assignment));
    if (field === undefined) {
      yield answered!;
      return;
    }
    for (const value of this.values(known, field)) {
      yield* this.walk(known, new Map([...assignment, [field, value]]));
    }
  }

  /** What is chosen before anything is sent: hosts, and what the property itself is about. */
  private fixedFields(): readonly Field[] {
    const { paths, methods, headers = {}, withoutHeaders = [], withoutToken = false } = this.filter;
    return [
      'authority',
      ...(paths === undefined ? [] : ['path'] as const),
      ...(methods === undefined ? [] : ['method'] as const),
      ...Object.keys(headers).map((name): Field => `header ${name.toLowerCase()}`),
      ...withoutHeaders.map((name): Field => `header ${name.toLowerCase()}`),
      ...(withoutToken ? ['token'] as const : []),
    ];
  }

  private values({ entry, predicates }: Known, field: Field): readonly (string | undefined)[] {
    const { headers = {}, withoutHeaders = [], withoutToken = false } = this.filter;
    if (field === 'token') {
      return withoutToken ? [undefined] : [undefined, ...this.tokens.keys()].map((each) => each?.toString());
    }
    if (field.startsWith('header ')) {
      const name = Object.keys(headers).find((each) => each.toLowerCase() === nameOf(field));
      if (name !== undefined || withoutHeaders.some((each) => each.toLowerCase() === nameOf(field))) {
        return [name === undefined ? undefined : headers[name]];
      }
    }
    const own = [...predicates.get(field)?.values() ?? []];
    if (field === 'address') {
      return addressesApart(own.map(({ regex }) => regex));
    }
    const { texts, isComplete } = this.cellsOf(this.language(entry, field), own);
    if (!isComplete || field === `header ${FORWARDED_FOR}`) {
      this.sampled.add(field);
    }
    return isOptional(field) ? [undefined, ...texts] : texts;
  }

  private language(entry: Entry, field: Field): Language {
    const { hosts, paths, methods } = this.filter;
    const wanted: Partial<Record<Field, readonly (string | undefined)[]>> = {
      authority: [entry.hosts, hosts && union(hosts)],
      path: [paths && union(paths)],
      method: [methods && union(methods)],
    };
    const plain = languageOf(field, this.simulator.settings.paths);
    return { ...plain, must: [...plain.must, ...(wanted[field] ?? []).filter((each) => each !== undefined)] };
  }

  private cellsOf(language: Language, predicates: readonly Predicate[]): Cells {
    return this.cells.recall(JSON.stringify([language.must, predicates]), () => cellsOf(language, predicates));
  }

  private answer(known: Known, assignment: Assignment): Answered {
    return known.answers.recall(JSON.stringify([...assignment]), () => {
      this.asked++;
      if (this.asked > MAX_REQUESTS) {
        throw new PropertyError(`more than ${MAX_REQUESTS} requests would have to be simulated: narrow them by hosts, paths, methods or callers`);
      }
      const request = this.requestOf(known.entry, assignment);
      return { request, outcomes: this.simulator.answer(request, { explains: true }) };
    });
  }

  private requestOf({ source, gateway, scheme, port }: Entry, assignment: Assignment): SimulatedRequest {
    const named = (kind: string) => [...assignment].filter(([field, value]) => field.startsWith(`${kind} `) && value !== undefined)
      .map(([field, value]): readonly [string, string] => [nameOf(field), value!]);
    const query = named('query').map(([name, value]) => `${name}=${value}`).join('&');
    const path = `${assignment.get('path') ?? '/'}${query === '' ? '' : `?${query}`}`;
    const token = assignment.get('token');
    return {
      source,
      gateway,
      sourceIp: assignment.get('address'),
      method: assignment.get('method') ?? 'GET',
      url: parseUrl(`${scheme}://${assignment.get('authority')}${portText({ scheme, port })}${path}`),
      headers: Headers.of(named('header')),
      protocol: 'http1',
      token: token === undefined ? undefined : withClaims(this.tokens[Number(token)], named('claim')),
    };
  }
}

/** Claims are those of a token. */
function isThere(field: Field, assignment: Assignment): boolean {
  return !field.startsWith('claim ') || assignment.get('token') !== undefined;
}

function withClaims(token: Token, claims: readonly (readonly [string, string])[]): Token {
  const subject = claims.find(([name]) => name === 'sub')?.[1];
  return {
    ...token,
    ...(subject !== undefined && { subject }),
    claims: claims.filter(([name]) => name !== 'sub').reduce<Record<string, unknown>>((all, [name, value]) => nested(all, name.split('.'), value), {}),
  };
}

function nested(claims: Record<string, unknown>, [key, ...rest]: readonly string[], value: string): Record<string, unknown> {
  return { ...claims, [key]: rest.length === 0 ? value : nested((claims[key] ?? {}) as Record<string, unknown>, rest, value) };
}

function portText({ scheme, port }: Pick<Entry, 'scheme' | 'port'>): string {
  return port === { http: 80, https: 443 }[scheme] ? '' : `:${port}`;
}

function union(patterns: readonly string[]): string {
  return patterns.map((pattern) => `(?:${affixRegex(pattern)})`).join('|');
}

function add({ predicates }: Known, { field, predicate }: Read): void {
  const own = predicates.get(field) ?? new Map<string, Predicate>();
  own.set(JSON.stringify(predicate), predicate);
  predicates.set(field, own);
}

function size({ predicates }: Known): number {
  return [...predicates.values()].reduce((sum, own) => sum + own.size, 0);
}
