/** Names as pkg/config/labels and pkg/config/validation/agent of Istio judge them: letters may be capital. */

const LABEL = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?';
const DNS_LABEL = new RegExp(`^${LABEL}$`);
const WILDCARD_LABEL = new RegExp(`^(?:\\*|(?:\\*-?)?${LABEL})$`);
const LABEL_KEY = new RegExp(`^(${LABEL}(?:\\.${LABEL})*/)?((?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$`);
const LABEL_VALUE = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const MAX_LABEL = 63;
const MAX_NAME = 255;
const MAX_KEY_PREFIX = 253;
const MAX_INTEGER = 2n ** 63n;

export function isDnsLabel(text: string): boolean {
  return text.length <= MAX_LABEL && DNS_LABEL.test(text);
}

/** What is wrong with a host name without wildcard, or undefined. */
export function domainProblem(name: string): string | undefined {
  return lengthProblem(name) ?? labelsProblem(name, name);
}

/** What is wrong with a host name that may start with a wildcard, or undefined. */
export function hostProblem(name: string): string | undefined {
  const [first, ...others] = name.split('.');
  if (lengthProblem(name) !== undefined) {
    return lengthProblem(name);
  }
  if (first.length > MAX_LABEL || !WILDCARD_LABEL.test(first)) {
    return noHost(name, first);
  }
  return others.length === 0 ? undefined : labelsProblem(others.join('.'), name);
}

/** `*-suffix.example.com` and the like: a wildcard has to be a whole label. */
export function partialWildcardProblem(name: string): string | undefined {
  return name.includes('*') && name.length > 1 && !name.startsWith('*.') ? `the wildcard of ${name} is not a whole label` : undefined;
}

/** Whether one of two hosts covers the other one. */
export function hostsOverlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

/** Whether every name that `narrow` stands for is one of `wide`'s, as `SubsetOf` of pkg/config/host compares them. */
export function covers(wide: string, narrow: string): boolean {
  if (!wide.startsWith('*')) {
    return wide === narrow;
  }
  return narrow.startsWith('*')
    ? narrow.length >= wide.length && narrow.slice(1).endsWith(wide.slice(1))
    : narrow.endsWith(wide.slice(1));
}

/** What is wrong with labels of pods, or undefined. */
export function labelsProblemOf(labels: Readonly<Record<string, string>>): string | undefined {
  for (const [key, value] of Object.entries(labels)) {
    const [, prefix = '', name] = LABEL_KEY.exec(key) ?? [];
    if (name === undefined || name.length > MAX_LABEL || prefix.length - 1 > MAX_KEY_PREFIX) {
      return `${JSON.stringify(key)} is no key of a label`;
    }
    if (!LABEL_VALUE.test(value)) {
      return `${JSON.stringify(value)} is no value of a label`;
    }
  }
  return undefined;
}

function lengthProblem(name: string): string | undefined {
  if (name === '') {
    return 'a host name is empty';
  }
  return Buffer.byteLength(name) > MAX_NAME ? `the host name ${name} is longer than ${MAX_NAME} characters` : undefined;
}

function labelsProblem(domain: string, name: string): string | undefined {
  const labels = domain.split('.');
  const last = labels.at(-1)!;
  if (isInteger(last)) {
    return `${name} is no host name: its last label is a number`;
  }
  // The name may end with a dot.
  const wrong = (last === '' ? labels.slice(0, -1) : labels).find((label) => !isDnsLabel(label));
  return wrong === undefined ? undefined : noHost(name, wrong);
}

function noHost(name: string, label: string): string {
  return `${JSON.stringify(name)} is no host name: ${JSON.stringify(label)} is no DNS label`;
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && BigInt(text.replace(/^\+/, '')) < MAX_INTEGER && BigInt(text.replace(/^\+/, '')) >= -MAX_INTEGER;
}
