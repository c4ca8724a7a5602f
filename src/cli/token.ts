import { checkFields, type Field, isObject, OBJECT, parsed, TEXT } from './written-object';
import type { Token } from '../simulate/request';
import { RequestError } from '../simulate/request-error';

const FIELDS: Readonly<Record<keyof Token, Field>> = {
  issuer: TEXT,
  subject: TEXT,
  audiences: { form: 'a list of texts', fits: (value) => Array.isArray(value) && value.every((each) => typeof each === 'string') },
  claims: OBJECT,
  expires: { form: 'a number of seconds from now', fits: (value) => typeof value === 'number' },
  signer: TEXT,
};

/** @throws for what is no token */
export function tokenOf(written: string): Token {
  const token = parsed(written);
  if (!isObject(token) || !('issuer' in token)) {
    throw new RequestError(`a token must be JSON: {"issuer": "https://issuer.example", "subject": "somebody", "claims": {}}, got '${written}'`);
  }
  checkFields('a token', token, FIELDS, '; others belong in claims');
  return token as unknown as Token;
}
