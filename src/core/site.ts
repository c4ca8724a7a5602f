import type { IConstruct } from 'constructs';

/** What is wrong with a value, and the way out. */
export interface Complaint {
  /** What the value must be, as the second half of a sentence: `must be …`, `needs …`. */
  readonly problem: string;
  /** The value that was given; leave out where the prop is missing. */
  readonly got?: unknown;
  /** What to write instead. */
  readonly fix: string;
}

/** A value that cannot be turned into manifests; the message names construct, prop, value and fix. */
export class InvalidPropError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidPropError';
  }
}

/** The place a value was given at: a construct and the path of a prop in it. Every error is raised through one. */
export class Site {
  static of(construct: IConstruct, ...keys: (string | number)[]): Site {
    return new Site(construct.node.path, keys);
  }

  /** For what is not a construct and so has no path: its class. */
  static named(name: string, ...keys: (string | number)[]): Site {
    return new Site(name, keys);
  }

  private constructor(private readonly path: string, private readonly keys: readonly (string | number)[]) {}

  at(...keys: (string | number)[]): Site {
    return new Site(this.path, [...this.keys, ...keys]);
  }

  /** `[app/chart/chat] candidates[0].weight` */
  toString(): string {
    return `[${this.path}]${this.prop ? ` ${this.prop}` : ''}`;
  }

  /** The prop as it is written in code: `candidates[0].weight`. */
  get prop(): string {
    return this.keys
      .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${key}`))
      .join('');
  }

  fail(complaint: Complaint): never {
    const got = 'got' in complaint ? `, got ${show(complaint.got)}` : '';
    throw new InvalidPropError(`${this} ${complaint.problem}${got}: ${complaint.fix}`);
  }

  /** Raises the complaint unless `ok`. */
  check(ok: boolean, complaint: Complaint): void {
    if (!ok) {
      this.fail(complaint);
    }
  }
}

function show(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  // JSON has no word for NaN and Infinity.
  return typeof value === 'number' ? String(value) : classOf(value) ?? JSON.stringify(value, (_, each) => classOf(each) ?? each) ?? String(value);
}

/** What is no plain data may have parents and children, and is told by the name of its class. */
function classOf(value: unknown): string | undefined {
  const name = typeof value === 'object' ? value?.constructor?.name : undefined;
  return name === undefined || name === 'Object' || name === 'Array' ? undefined : `a ${name}`;
}
