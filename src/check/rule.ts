import type { CheckContext } from './context';
import type { Kind } from '../manifest/kind';
import type { Location } from '../manifest/location';
import type { ManifestObject } from '../manifest/manifest-object';

export type Severity = 'error' | 'warning' | 'info';

/** The groups of codes by their first two digits. */
export const GROUPS = {
  '00': 'documents, schemas and acknowledgements',
  '01': 'references',
  '02': 'routing',
  '03': 'time limits, retries and breakers',
  '04': 'security',
  '05': 'inference',
  '06': 'data plane',
  '07': 'telemetry',
  '08': 'rollout',
  '09': 'extensions and other Istio objects',
} as const;

/** One thing that can be wrong: everything that is ever said of it. */
export interface RuleFacts {
  /** `MLM0304`. Never given to another rule, even when this one is gone. */
  readonly code: string;
  /** What is wrong, in kebab case: `paid-twice`. */
  readonly name: string;
  readonly severity: Severity;
  /** The rule in a sentence, without full stop. */
  readonly title: string;
  /** What is said of a hit; `{name}` stands for an entry of its data. */
  readonly message: string;
  /** What happens if nothing is done, and where that is known from. */
  readonly why: string;
  /** What to write instead, in general. */
  readonly fix: string;
  /** Codes of istioctl and Kiali for the same thing: `IST0101`, `KIA1402`. */
  readonly sameAs?: readonly string[];
  /** True where the API server or istiod's webhook refuses the object, so that nothing can be acknowledged. */
  readonly isRejected?: boolean;
  /** True where something is missed that may exist outside of the input: information only, unless the world is closed. */
  readonly isAbsence?: boolean;
  /** What was observed in the cases, or else where the failure is known from and why no case shows it. */
  readonly evidence: string;
  /** The cases of the mesh in a box that show the failure, below conformance/cases: `inference/cors`. It is found in their manifests. */
  readonly cases?: readonly string[];
  /**
   * The least manifests of which this and nothing else is found. A comment `# <- MLM0304` marks each line that is pointed at, or stands in the first
   * line for findings that have no line.
   */
  readonly bad: string;
  /** The same, mended: nothing is found. */
  readonly good: string;
  /** What the examples are checked with where it is not the default. */
  readonly options?: RuleExampleOptions;
}

/** A cluster for which an example is meant. */
export interface RuleExampleOptions {
  readonly istio?: string;
  readonly dataPlane?: 'ambient' | 'sidecar';
  readonly gatewayApi?: string;
  readonly channel?: 'standard' | 'experimental';
}

/** Something that a rule found. */
export interface Hit {
  /** What is wrong: `object.at('spec', 'rules', 0)`, or `.key()` of it if the field should not be there. */
  readonly at: Location;
  /** What to write instead here, where more is known than the rule says. */
  readonly fix?: string;
  /** Values for the message. */
  readonly data?: Readonly<Record<string, string | number>>;
  /** Other fields that the message is about. */
  readonly related?: readonly { readonly at: Location; readonly label: string }[];
}

/** A rule about objects of some kinds. */
export interface ObjectRule<S = any> extends RuleFacts {
  readonly kinds: readonly Kind<S>[];
  /** Finds what is wrong with one object. Has no state and changes nothing; the spec has the shape of its schema and the defaults of the API. */
  check(object: ManifestObject<S>, context: CheckContext): Iterable<Hit>;
}

/** A rule that is part of reading, of validation or of acknowledging. */
export interface EngineRule extends RuleFacts {
  readonly kinds?: undefined;
}

export type Rule = ObjectRule | EngineRule;

/** A rule, with the type of its objects told from its kinds. */
export function rule<S>(facts: ObjectRule<S>): ObjectRule<S> {
  return facts;
}

/** By width. */
const margins: RegExp[] = [];

/** Manifests in code: the indentation of the first line is taken off all of them. Every rule has some, so this is run hundreds of times at the start. */
export function yaml(strings: TemplateStringsArray): string {
  const text = strings.raw.join('').replace(/^\n/, '').trimEnd();
  const indent = /^ */.exec(text)![0].length;
  margins[indent] ??= new RegExp(`^ {0,${indent}}`, 'gm');
  return `${text.replace(margins[indent], '')}\n`;
}

/** Several examples in one text. */
export function together(...examples: readonly string[]): string {
  return examples.join('---\n');
}

/** An example with one text in place of another, which stands in it once. */
export function altered(example: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) {
      throw new Error(`'${from}' does not stand once in the example`);
    }
    return text.replace(from, () => to);
  }, example);
}

/** `MLM0304` → `03` */
export function groupOfCode(code: string): keyof typeof GROUPS {
  return code.slice(3, 5) as keyof typeof GROUPS;
}
