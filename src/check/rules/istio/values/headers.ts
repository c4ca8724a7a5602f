import { isFormat } from './header-format';

/** `validHeaderNameRegex` of istio.io/istio pkg/config/validation: `+-.` in its class is a range, which holds the comma, too. */
const TOKEN = /^[!#$%&'*+,\-.^_`|~A-Za-z0-9]+$/;
const PSEUDO_HEADERS = [':method', ':scheme', ':authority', ':path', ':status'];
const CLAIM = /^@request\.auth\.claims(?:\.[^]+|\[[^]+\])$/i;
const CONTROL_CHARACTER = /[\x00-\x08\x0a-\x1f\x7f]/;

/** `@request.auth.claims.sub`: routes at a gateway may ask for a claim as if it were a header. */
export function isClaim(name: string): boolean {
  return CLAIM.test(name);
}

/** The host, by one of its two names. */
export function isAuthority(name: string): boolean {
  return [':authority', 'host'].includes(name.toLowerCase());
}

export function matchedHeaderProblem(name: string): string | undefined {
  return isClaim(name) || PSEUDO_HEADERS.includes(name) || TOKEN.test(name) ? undefined : noHeader(name);
}

/** Of a header that a request gets. */
export function givenHeaderProblem(name: string): string | undefined {
  return isAuthority(name) ? undefined : changedHeaderProblem(name);
}

/** Of a header that is taken from a request, or that a response gets or loses. */
export function changedHeaderProblem(name: string): string | undefined {
  if (name === '') {
    return noHeader(name);
  }
  return name.startsWith(':') || name.toLowerCase() === 'host' ? `the header ${name} is Envoy's own` : undefined;
}

export function corsHeaderProblem(name: string): string | undefined {
  return name === '*' || TOKEN.test(name) ? undefined : noHeader(name);
}

export function headerValueProblem(value: string): string | undefined {
  if (CONTROL_CHARACTER.test(value)) {
    return `the header value ${JSON.stringify(value)} has a control character`;
  }
  return isFormat(value) ? undefined : `Envoy reads % in the header value ${JSON.stringify(value)} as the start of a variable`;
}

function noHeader(name: string): string {
  return `${JSON.stringify(name)} is no name of a header`;
}
