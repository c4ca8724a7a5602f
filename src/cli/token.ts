import { nearest } from '../check/suggestion';
import type { Token } from '../simulate/request';
import { RequestError } from '../simulate/request-error';

interface Field {
  readonly form: string;
  fits(value: unknown): boolean;
}

const TEXT: Field = { form: 'a text', fits: (value) => typeof value === 'string' };

const FIELDS: Readonly<Record<keyof Token, Field>> = {
  issuer: TEXT,
  subject: TEXT,
  audiences: { form: 'a list of texts', fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string') },
  claims: { form: 'an object', fits: isObject },
  expires: { form: 'a number of seconds from now', fits: (value) => typeof value === 'number' },
  signer: TEXT,
};

/** @throws for what is no token */
export function tokenOf(written: string): Token {
  const token = parsed(written);
  if (!isObject(token) || !('issuer' in token)) {
    throw new RequestError(`a token must be JSON: {"issuer": "https://issuer.example", "subject": "somebody", "claims": {}}, got '${written}'`);
  }
  Object.entries(token).forEach(([name, value]) => checkField(name, value));
  return token as unknown as Token;
}

function checkField(name: string, value: unknown): void {
  const field = Object.entries(FIELDS).find(([known]) => known === name)?.[1];
  if (field === undefined) {
    const meant = nearest(name, Object.keys(FIELDS));
    throw new RequestError(`a token has no '${name}'${meant === undefined ? '' : `, did you mean ${meant}?`}: it has ${Object.keys(FIELDS).join(', ')}; others belong in claims`);
  }
  if (!field.fits(value)) {
    throw new RequestError(`${name} of a token must be ${field.form}, got ${JSON.stringify(value)}`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    // What is no JSON is told as what has no issuer.
    return undefined;
  }
}
