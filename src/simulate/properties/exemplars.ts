import { accountOf, accountOfPrincipal } from '../named-callers';
import type { FullName } from '../request';

/** Of a pattern one name stands for all that it takes. */
const ANY = 'any';

/** What may stand before the end of a principal, and after its beginning, so that the whole is one. */
const HEADS = [ANY, `${ANY}/`, `${ANY}/ns/`, `${ANY}/ns/${ANY}`, `${ANY}/ns/${ANY}/`, `${ANY}/ns/${ANY}/sa/`, `${ANY}/ns/${ANY}/sa/${ANY}`];
const TAILS = ['', ANY, `sa/${ANY}`, `/sa/${ANY}`, `${ANY}/sa/${ANY}`, `ns/${ANY}/sa/${ANY}`, `/ns/${ANY}/sa/${ANY}`, `${ANY}/ns/${ANY}/sa/${ANY}`];

const PRINCIPAL = /^[^/]+\/ns\/[a-z0-9]([^/]*[a-z0-9])?\/sa\/[a-z0-9]([^/]*[a-z0-9])?$/;

/** Accounts that a principal of a policy takes, one for each part of it at which a wildcard may begin or end. For `*` anybody does. */
export function ofPrincipal(pattern: string): readonly FullName[] {
  const inner = pattern.replace(/^\*|\*$/, '');
  if (inner === '' || inner === pattern) {
    return accountOfPrincipal(inner);
  }
  const whole = pattern.startsWith('*') ? HEADS.map((head) => `${head}${inner}`) : TAILS.map((tail) => `${inner}${tail}`);
  return whole.filter((each) => PRINCIPAL.test(each)).flatMap(accountOfPrincipal);
}

export function ofAccount(pattern: string): readonly FullName[] {
  return accountOf(ofNamespace(pattern));
}

export function ofNamespace(pattern: string): string {
  return pattern.replaceAll('*', ANY);
}
