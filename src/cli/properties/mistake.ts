import { nearest } from '../../check/suggestion';
import type { ErrorObject } from '../../vendor/ajv';

const TYPES: Readonly<Record<string, string>> = { array: 'a list', object: 'an object', string: 'a text', boolean: 'true or false' };

/** What is wrong, by the keyword of the schema that says so; what is not here is told in the words of the validator. */
const WORDS: Readonly<Record<string, (error: ErrorObject) => string>> = {
  additionalProperties: ({ params, parentSchema }) => unknownField(params.additionalProperty as string, parentSchema!.properties as object),
  const: ({ params }) => `must be ${params.allowedValue}`,
  enum: ({ params }) => `must be one of ${(params.allowedValues as readonly string[]).join(', ')}`,
  oneOf: () => 'says several things: make a property of each',
  pattern: () => 'must be a duration like 60s or 1m30s',
  required: () => 'must have nobodyOutsideReaches, or every and what holds for each such request',
  type: ({ params }) => `must be ${TYPES[params.type as string] ?? `a ${params.type}`}`,
};

/** The mistake in a file that tells most, and where it is. */
export function mistakeIn(errors: readonly ErrorObject[]): string {
  const [first] = [...errors].sort((a, b) => rank(a) - rank(b));
  return `${placeOf(first)} ${WORDS[first.keyword]?.(first) ?? first.message}`;
}

/** A name that nobody knows explains what is missing, and what is missing why no form fits. */
function rank({ keyword, params }: ErrorObject): number {
  const fitsNone = keyword === 'oneOf' && params.passingSchemas === null;
  return fitsNone ? 3 : ({ additionalProperties: 0, required: 2 }[keyword] ?? 1);
}

/** `property 2, every.paths` */
function placeOf({ instancePath }: ErrorObject): string {
  const [, index, ...fields] = instancePath.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return index === undefined ? 'the file' : [`property ${Number(index) + 1}`, ...(fields.length > 0 ? [fields.join('.')] : [])].join(', ');
}

function unknownField(name: string, known: object): string {
  const meant = nearest(name, Object.keys(known));
  return `has a '${name}' that means nothing${meant === undefined ? '' : `, did you mean ${meant}?`}`;
}
