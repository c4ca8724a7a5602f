import { nearest } from '../check/suggestion';
import { RequestError } from '../simulate/request-error';

/** A field of what is written as JSON on the command line. */
export interface Field {
  readonly form: string;
  fits(value: unknown): boolean;
}

export const TEXT: Field = { form: 'a text', fits: (value) => typeof value === 'string' };
export const OBJECT: Field = { form: 'an object', fits: isObject };

/**
 * @param what with its article: `a token`
 * @throws for a field that is not known, or is of another form
 */
export function checkFields(what: string, written: object, fields: Readonly<Record<string, Field>>, hint = ''): void {
  for (const [name, value] of Object.entries(written)) {
    const field = Object.entries(fields).find(([known]) => known === name)?.[1];
    if (field === undefined) {
      const meant = nearest(name, Object.keys(fields));
      throw new RequestError(`${what} has no '${name}'${meant === undefined ? '' : `, did you mean ${meant}?`}: it has ${Object.keys(fields).join(', ')}${hint}`);
    }
    if (!field.fits(value)) {
      throw new RequestError(`${name} of ${what} must be ${field.form}, got ${JSON.stringify(value)}`);
    }
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined where it is no JSON. */
export function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
