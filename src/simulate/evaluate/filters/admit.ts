import { type AddressReader, addressesOf, withSomeAddress } from './addresses';
import { askAuthorizer } from './authorizer';
import { NO_ADDRESS } from '../../authorize/address';
import type { Attributes } from '../../authorize/attributes';
import { type CustomVerdict, decide, providersToAsk, type RuleVerdict } from '../../authorize/decide';
import { originOfRule } from '../../authorize/origin';
import type { AskStep, AuthorizeStep, TokenStep } from '../../authorize/step';
import { Headers } from '../../headers';
import type { MeshSettings } from '../../settings';
import type { Step } from '../../steps';
import type { ProxyTables } from '../../tables';
import { statusCode, type Verified, verify } from '../../tokens/verify';
import type { UnknownCause } from '../../unknown';
import type { Evaluation, Flow } from '../evaluation';

/** What a proxy does with a request before it routes it. */
export interface Admission {
  /** As the request goes on: a token leaves headers behind, or is taken away. */
  readonly flow: Flow;
  readonly steps: readonly Step[];
  /** How long authorization servers took, in milliseconds. */
  readonly time: number;
  readonly refusal?: Refusal;
}

export interface Refusal {
  /** Undefined: whether it is refused depends on what is not known offline. */
  readonly status: number | undefined;
  /** What is not known. */
  readonly unknown?: UnknownCause;
  readonly why: string;
  readonly headers?: Headers;
}

/**
 * External servers are asked first, then tokens are verified, then policies are asked (istio.io/istio
 * pilot/pkg/networking/core/listener_builder.go): no rule for a server sees what a token says, and no server is asked about a request that no
 * route takes (Envoy, source/extensions/filters/http/ext_authz/ext_authz.cc `getPerRouteFlags`).
 */
export function admit(tables: ProxyTables, arriving: Flow, evaluation: Evaluation, isRouted = true): Admission {
  // What another proxy verified is its own knowledge.
  const flow: Flow = { ...arriving, verified: undefined, claims: undefined };
  const custom = askAll(tables, flow, evaluation, isRouted);
  if (custom.refusal !== undefined) {
    return custom;
  }
  const { tokens } = tables.policies;
  const verified = verify(tokens, flow.message, flow.token);
  const known: Flow = { ...flow, message: verified.message, verified: verified.status === 'ok' ? flow.token : undefined, claims: verified.claims };
  const steps = [...custom.steps, ...(tokens.length === 0 ? [] : [tokenStep(verified)])];
  if (verified.status !== 'ok' && verified.status !== 'missing') {
    return { ...custom, flow: known, steps, refusal: { status: statusCode(verified.status), why: `token: ${verified.status}`, headers: challenge(flow) } };
  }
  const authorized = authorize(tables, known, evaluation);
  const all = authorized === undefined ? steps : [...steps, authorized];
  return { ...custom, flow: known, steps: all, refusal: authorized && refusalOf(authorized) };
}

/** What a refused token is answered with besides (Envoy source/extensions/filters/http/jwt_authn/filter.cc; `buildOriginalUri` cuts long paths). */
function challenge({ message: { scheme, authority, path } }: Flow): Headers {
  return Headers.of([['www-authenticate', `Bearer realm="${scheme}://${authority}${path.slice(0, LONGEST_PATH)}", error="invalid_token"`]]);
}

const LONGEST_PATH = 256;

function tokenStep({ status, origin }: Verified): TokenStep {
  return { kind: 'token', status, origin };
}

/** What DENY and ALLOW say; undefined where there are none. */
export function authorize(tables: ProxyTables, flow: Flow, { explains, settings }: Evaluation): AuthorizeStep | undefined {
  const { policies } = tables;
  const request = attributesOf(flow, settings, tables);
  const { verdict, reason, rule, trials } = decide(policies.authorization, request);
  if (reason === 'no policy applies' && trials.length === 0) {
    return undefined;
  }
  const rules: RuleVerdict[] = [];
  if (explains || verdict === 'denied') {
    decide(policies.authorization, request, (each) => rules.push(each));
  }
  const [empty] = policies.authorization.allow.empty ?? [];
  const closed = reason === 'no ALLOW rule holds' && rule === undefined && empty !== undefined ? { object: empty, at: empty.at('spec') } : undefined;
  const unknown = verdict === 'unknown'
    ? whyUnknown(flow, settings, tables, (each) => decide(policies.authorization, each).verdict === 'unknown')
    : undefined;
  return { kind: 'authorize', verdict, unknown, origin: originOfRule(rule) ?? closed, why: reason, trials, rules };
}

export function refusalOf({ verdict, why, unknown }: AuthorizeStep): Refusal | undefined {
  switch (verdict) {
    case 'allowed': return undefined;
    case 'denied': return { status: 403, why };
    case 'unknown': return { status: undefined, why, unknown };
  }
}

function askAll(tables: ProxyTables, flow: Flow, evaluation: Evaluation, isRouted: boolean): Admission {
  const { custom } = tables.policies.authorization;
  const request = attributesOf(flow, evaluation.settings, tables);
  const steps: AskStep[] = [];
  let time = 0;
  for (const asking of providersToAsk(tables.policies.authorization, request)) {
    const { step, refusal, took } = ask(tables, asking, custom.length, flow, evaluation, isRouted);
    if (step !== undefined) {
      steps.push(step);
    }
    time += took;
    if (refusal !== undefined) {
      return { flow, steps, time, refusal };
    }
  }
  return { flow, steps, time };
}

interface Asked {
  /** Unset: nobody was asked. */
  readonly step?: AskStep;
  readonly refusal?: Refusal;
  readonly took: number;
}

function ask(tables: ProxyTables, asking: CustomVerdict, providers: number, flow: Flow, evaluation: Evaluation, isRouted: boolean): Asked {
  const { custom: { provider }, rule, holds } = asking;
  const settings = evaluation.settings.authorizers.find(({ name }) => name === provider);
  const step = { kind: 'ask', provider, origin: originOfRule(rule) } as const;
  if (holds === undefined) {
    const why = 'it depends on what is not known offline whether it is asked';
    const isOpen = (request: Attributes) => providersToAsk(tables.policies.authorization, request).some((each) => each.holds === undefined);
    const unknown = whyUnknown(flow, evaluation.settings, tables, isOpen);
    return { step: { ...step, allowed: false, why }, refusal: { status: undefined, why, unknown }, took: 0 };
  }
  if (settings === undefined || providers > 1) {
    const why = settings === undefined ? 'the mesh has no such provider' : 'of several providers none is asked';
    return { step: { ...step, allowed: false, why }, refusal: { status: 403, why }, took: 0 };
  }
  if (!isRouted) {
    return { took: 0 };
  }
  const { allowed, status, why, time, authorizer } = askAuthorizer(tables, settings, flow, evaluation);
  return { step: { ...step, allowed, why, authorizer }, refusal: allowed ? undefined : { status, why }, took: time };
}

/** What policies compare, as the proxy sees it. */
function attributesOf(flow: Flow, { trustDomains: { own: trustDomain } }: MeshSettings, reader: AddressReader): Attributes {
  const { message, caller, port, serverName = '', claims } = flow;
  const { method, path, authority, headers } = message;
  return {
    ...addressesOf(flow, reader),
    caller: caller && { trustDomain, namespace: caller.namespace, serviceAccount: caller.name },
    destinationPort: port,
    serverName,
    http: reader.readsHttp ? { method, path, authority, headers, claims } : undefined,
  };
}

/** What would have to be known: an address, if what is open is not open with one. */
function whyUnknown(flow: Flow, settings: MeshSettings, reader: AddressReader, isOpen: (request: Attributes) => boolean): UnknownCause {
  const told = attributesOf(withSomeAddress(flow), settings, reader);
  if (!isOpen(told)) {
    return 'address';
  }
  const { sourceIp = NO_ADDRESS, remoteIp = NO_ADDRESS } = told;
  return isOpen({ ...told, sourceIp, remoteIp }) ? 'policy' : 'proxy-address';
}
