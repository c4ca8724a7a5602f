import { type Found, tokensFor } from './locations';
import type { TokenRule } from './token-rules';
import { payloadOf, payloadText, textOf } from './token-text';
import type { RequestAuthenticationJwtRule } from '../../../imports/security.istio.io';
import type { Claims } from '../authorize/attributes';
import { claimAt } from '../authorize/claims';
import type { Message, Token } from '../request';
import type { Origin } from '../tables';

/** How a token fares with a rule. */
export type TokenStatus = 'ok' | 'missing' | 'unreadable' | 'unknown issuer' | 'expired' | 'audience' | 'signature';

/** What became of a request at the rules for tokens. */
export interface Verified {
  /** `missing` is none that was refused. */
  readonly status: TokenStatus;
  /** With headers of claims, and without the token that the rule does not hand on. */
  readonly message: Message;
  /** What the token said that was taken. */
  readonly claims?: Claims;
  /** The rule that took it, or the last that refused it. */
  readonly origin?: Origin;
}

/** What callers get (Envoy source/extensions/filters/http/jwt_authn/filter.cc). */
export function statusCode(status: TokenStatus): number {
  return status === 'audience' ? 403 : 401;
}

/** How far the clocks of issuer and proxy may differ, in seconds (Envoy `clock_skew_seconds`). */
const CLOCK_SKEW = 60;

/** What is told of several refusals: these two only where there is no other (verifier.cc `AnyVerifierImpl`). */
const WEAK: readonly TokenStatus[] = ['missing', 'unknown issuer'];

/**
 * Whether a request passes the rules: any of them takes its token, or every one finds either none or a right one (istio.io/istio
 * pilot/pkg/security/authn/policy_applier.go `convertToEnvoyJwtConfig`). Preflights are not asked.
 */
export function verify(rules: readonly TokenRule[], message: Message, token: Token | undefined): Verified {
  let current = message;
  if (rules.length === 0 || isPreflight(message)) {
    return { status: 'missing', message };
  }
  const refused: Verified[] = [];
  for (const rule of rules) {
    const verified = verifyRule(rule, current, token);
    current = verified.message;
    if (verified.status === 'ok') {
      return verified;
    }
    refused.push(verified);
  }
  const bad = refused.find(({ status }) => status !== 'missing');
  return bad === undefined ? { status: 'missing', message: current } : { ...worst([...refused, bad]), message: current };
}

function worst(refused: readonly Verified[]): Verified {
  return refused.reduce((result, next) => (!WEAK.includes(next.status) || result.status === 'missing' ? next : result));
}

/** Headers that a rule fills are emptied first, so that nobody can bring them along (extractor.cc `sanitizeHeaders`). */
function verifyRule({ spec, isKeyless, origin }: TokenRule, message: Message, token: Token | undefined): Verified {
  const own = [spec.outputPayloadToHeader ?? '', ...(spec.outputClaimToHeaders ?? []).map(({ header }) => header)].filter((name) => name !== '');
  const clean: Message = { ...message, headers: own.reduce((headers, name) => headers.remove(name), message.headers) };
  const found = tokensFor(spec, clean);
  const statuses = found.map(({ text }) => judge(text, spec, isKeyless, token)).reverse();
  const status = found.length === 0 ? 'missing' : statuses.find((each) => each !== 'ok') ?? 'ok';
  return status === 'ok' ? taken(found[0], { spec, isKeyless, origin }, clean, token!) : { status, message: clean, origin };
}

function judge(text: string, { issuer = '', audiences = [] }: RequestAuthenticationJwtRule, isKeyless: boolean, token: Token | undefined): TokenStatus {
  if (token === undefined || text !== textOf(token)) {
    return 'unreadable';
  }
  if (issuer !== '' && token.issuer !== issuer) {
    return 'unknown issuer';
  }
  if ((token.expires ?? Infinity) < -CLOCK_SKEW) {
    return 'expired';
  }
  if (audiences.length > 0 && !(token.audiences ?? []).some((audience) => audiences.some((wanted) => isAudience(audience, wanted)))) {
    return 'audience';
  }
  return !isKeyless && (token.signer ?? token.issuer) === token.issuer ? 'ok' : 'signature';
}

/** Scheme and the slash at the end do not count (jwt_verify_lib `CheckAudience`). */
function isAudience(audience: string, wanted: string): boolean {
  const plain = (text: string) => text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return plain(audience) === plain(wanted);
}

function taken({ removed }: Found, { spec, origin }: TokenRule, message: Message, token: Token): Verified {
  const payload = payloadOf(token);
  const added = [
    ...(spec.outputPayloadToHeader ? [[spec.outputPayloadToHeader, payloadText(token)] as const] : []),
    ...(spec.outputClaimToHeaders ?? []).flatMap(({ header, claim }) => {
      const text = headerText(claimAt(payload, claim.split('.')));
      return text === '' ? [] : [[header, text] as const];
    }),
  ];
  const headers = added.reduce((all, [name, value]) => all.add(name, value), message.headers);
  const filled = { ...message, headers };
  return {
    status: 'ok',
    message: spec.forwardOriginalToken ? filled : removed(filled),
    claims: listed(payload, spec.spaceDelimitedClaims ?? []),
    origin,
  };
}

/** Numbers are written as C++ does, lists and objects as JSON in base64 (authenticator.cc `addJWTClaimToHeader`). Empty: no header. */
function headerText(value: unknown): string {
  switch (typeof value) {
    case 'string': return value;
    case 'boolean': return String(value);
    case 'number': return Number.isInteger(value) && value >= 0 ? String(value) : value.toFixed(6);
    case 'object': return value === null ? '' : Buffer.from(protoJson(value)).toString('base64');
    default: return '';
  }
}

/** JSON as protobuf writes it: angle brackets escaped; fields in order, where Envoy has another order from one run to the next. */
function protoJson(value: object): string {
  const sorted = (_: string, item: unknown) => (typeof item === 'object' && item !== null && !Array.isArray(item)
    ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
    : item);
  return JSON.stringify(value, sorted).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e');
}

/** Claims of words become lists before policies see them (policy_applier.go `buildSpaceDelimitedClaims`). */
function listed(payload: Claims, more: readonly string[]): Claims {
  const lists = ['permission', 'scope', ...more].map((name) => [name, payload[name]] as const)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '')
    .map(([name, text]) => [name, text.split(' ').filter((word) => word !== '')]);
  return { ...payload, ...Object.fromEntries(lists) };
}

function isPreflight({ method, headers }: Message): boolean {
  return method === 'OPTIONS' && !!headers.get('origin') && !!headers.get('access-control-request-method');
}
