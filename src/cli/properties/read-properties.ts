import { mistakeIn } from './mistake';
import { parseDuration } from '../../manifest/duration';
import { fileProblem } from '../../manifest/file-problem';
import { readText } from '../../manifest/text-file';
import { yamlValue } from '../../manifest/yaml/kubernetes-yaml';
import type { Expectation } from '../../simulate/properties/expectation';
import type { RequestFilter } from '../../simulate/properties/filter';
import { Ajv } from '../../vendor/ajv';

/** Something that is said of every request of a kind. */
export interface Property {
  readonly filter: RequestFilter;
  readonly expectation: Expectation;
}

interface WrittenProperty {
  readonly every?: Omit<RequestFilter, 'from'> & { readonly from?: keyof typeof FROM };
  readonly nobodyOutsideReaches?: string;
  readonly neverReaches?: string;
  readonly denied?: true;
  readonly timeoutAtLeast?: string;
  readonly shareAtMost?: Readonly<Record<string, number>>;
}

const FROM = { outside: ['outside'], inside: ['inside'], anywhere: ['outside', 'inside'] } as const;

const TEXTS = { type: 'array', items: { type: 'string' }, minItems: 1 };

const REQUESTS = {
  type: 'object',
  properties: {
    from: { enum: Object.keys(FROM) },
    hosts: TEXTS,
    paths: TEXTS,
    methods: TEXTS,
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    withoutHeaders: TEXTS,
    withoutToken: { type: 'boolean' },
    exceptSources: TEXTS,
    exceptNamespaces: TEXTS,
  },
  additionalProperties: false,
};

/** What can be said. */
const EXPECTATIONS = {
  neverReaches: { type: 'string' },
  denied: { const: true },
  timeoutAtLeast: { type: 'string', pattern: '^([0-9]+(\\.[0-9]+)?(h|m|s|ms))+$' },
  shareAtMost: { type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: { type: 'number', minimum: 0, maximum: 1 } },
};

const SCHEMA = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'object',
    properties: { every: REQUESTS, nobodyOutsideReaches: { type: 'string' }, ...EXPECTATIONS },
    additionalProperties: false,
    oneOf: [{ required: ['nobodyOutsideReaches'] }, ...Object.keys(EXPECTATIONS).map((name) => ({ required: ['every', name] }))],
  },
};

const FORM = 'a list of `- every: { from: outside, paths: [/v1/*] }` with one of neverReaches: namespace/name, denied: true, timeoutAtLeast: 60s and '
  + 'shareAtMost: { namespace/name: 0.1 }, or of `- nobodyOutsideReaches: namespace`';

/** @throws where the file is not of the form */
export function readProperties(file: string): readonly Property[] {
  const content = contentOf(file);
  const isValid = new Ajv({ strict: false, allErrors: true, verbose: true }).compile(SCHEMA);
  if (!isValid(content)) {
    throw new Error(`${file}: ${mistakeIn(isValid.errors!)}; the form is ${FORM}`);
  }
  return (content as readonly WrittenProperty[]).map(propertyOf);
}

function contentOf(file: string): unknown {
  try {
    return yamlValue(readText(file));
  } catch (error) {
    throw new Error(`cannot read ${file}: ${fileProblem(error).split('\n')[0]}`);
  }
}

function propertyOf({ every = {}, nobodyOutsideReaches, neverReaches, denied, timeoutAtLeast, shareAtMost = {} }: WrittenProperty): Property {
  if (nobodyOutsideReaches !== undefined) {
    return {
      filter: { from: FROM.anywhere, exceptNamespaces: [nobodyOutsideReaches] },
      expectation: { kind: 'never-reaches', backend: `${nobodyOutsideReaches}/*` },
    };
  }
  const { from = 'anywhere', ...rest } = every;
  const filter = { from: FROM[from], ...rest };
  if (neverReaches !== undefined) {
    return { filter, expectation: { kind: 'never-reaches', backend: neverReaches } };
  }
  if (timeoutAtLeast !== undefined) {
    return { filter, expectation: { kind: 'timeout-at-least', millis: parseDuration(timeoutAtLeast)! } };
  }
  const [[backend, share]] = denied === undefined ? Object.entries(shareAtMost) : [['', 0] as const];
  return { filter, expectation: denied === undefined ? { kind: 'share-at-most', backend, share } : { kind: 'denied' } };
}
