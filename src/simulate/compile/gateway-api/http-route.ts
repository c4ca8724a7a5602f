import type { HttpRouteRule, HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import type { Behaviours } from '../../../core/versions/behaviours';
import { parseDuration } from '../../../manifest/duration';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { originOf } from '../origin';
import type { Rule, RuleRetry } from '../rule';
import { destinations, hasWeight, withoutDestinations } from './destinations';
import { filtered } from './filters';
import { httpMatch } from './matches';
import { ruleless } from './ruleless';
import { Targets } from './targets';

type HttpRoute = ManifestObject<HttpRouteSpec>;

/** On what a rule with `retry` tries again, besides the codes that it names. */
const RETRY_ON = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled'];

/** The rules of an HTTPRoute, one for each match; none where something makes istiod drop the route. */
export function httpRouteRules(index: ManifestIndex, route: HttpRoute, isMesh: boolean, versioned: Behaviours): readonly Rule[] {
  const targets = new Targets(index, route, !isMesh);
  return ruleless(() => (route.spec.rules ?? []).flatMap((rule, position) => {
    const matches = rule.matches ?? [];
    const shared = convert(route, rule, position, targets, versioned);
    return matches.length === 0 ? [shared] : matches.map((match, i) => {
      const origin = originOf(route, 'spec', 'rules', position, 'matches', i);
      return { ...shared, matches: [httpMatch(match, origin)] };
    });
  }));
}

/** The name by which istiod knows a rule. */
export function ruleName({ namespace, name }: ManifestObject, position: number, own: string | undefined): string {
  return own ?? `${namespace}.${name}.${position}`;
}

function convert(route: HttpRoute, rule: HttpRouteRule, position: number, targets: Targets, { noBackendsStatus }: Behaviours): Rule {
  const { name, filters = [], backendRefs = [], timeouts, retry } = rule;
  const done = filtered(route, position, filters, targets);
  const isEmpty = !hasWeight(backendRefs) && done.redirect === undefined;
  const limit = limitOf(timeouts?.request);
  const tryLimit = limitOf(timeouts?.backendRequest);
  return {
    ...done,
    name: ruleName(route, position, name),
    origin: originOf(route, 'spec', 'rules', position),
    matches: [],
    response: isEmpty ? withoutDestinations(backendRefs, backendRefs.length === 0 ? noBackendsStatus : 500) : undefined,
    destinations: isEmpty ? [] : destinations(route, position, backendRefs, targets),
    // Without retries the limit of a try is that of the whole request.
    timeout: retry === undefined ? tryLimit ?? limit : limit,
    retry: retry && retryOf(retry, tryLimit),
  };
}

/** Zero means none. */
function limitOf(text: string | undefined): number | undefined {
  return parseDuration(text) || undefined;
}

function retryOf({ attempts = 2, codes = [], backoff }: NonNullable<HttpRouteRule['retry']>, perTry: number | undefined): RuleRetry {
  return { attempts, on: [...RETRY_ON, ...codes].join(','), perTry, backOff: parseDuration(backoff) };
}
