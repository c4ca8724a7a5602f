/** What is wrong with a text, or undefined. */
export type Problem = (text: string) => string | undefined;

const LONGEST_ACCOUNT = 320;
const LARGEST_PORT = 65535;

export function emptyProblem(text: string): string | undefined {
  return text === '' ? 'the value is empty' : undefined;
}

export function portTextProblem(text: string): string | undefined {
  return /^\d+$/.test(text) && Number(text) <= LARGEST_PORT ? undefined : `${JSON.stringify(text)} is no port number`;
}

export function serviceAccountProblem(text: string): string | undefined {
  if (text.includes('*')) {
    return `${text}: service accounts are named without wildcards`;
  }
  const parts = text.split('/');
  const isNamed = parts.length <= 2 && !parts.includes('') && Buffer.byteLength(text) <= LONGEST_ACCOUNT;
  return isNamed ? undefined : `${JSON.stringify(text)} is not of the form <namespace>/<service account>`;
}

/** A text with a wildcard at its start or its end, or none. */
export function wildcardProblem(text: string): string | undefined {
  const wildcards = text.split('*').length - 1;
  const isAtAnEnd = wildcards === 0 || (wildcards === 1 && (text.startsWith('*') || text.endsWith('*')));
  return emptyProblem(text) ?? (isAtAnEnd ? undefined : `${text} has a wildcard that is neither its start nor its end`);
}

export function trustDomainProblem(text: string): string | undefined {
  return wildcardProblem(text) ?? (text.includes('/') ? `${text} is no trust domain: it has a slash` : undefined);
}
