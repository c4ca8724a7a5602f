import type { AccessRule } from './access';
import { needsHttp } from './access';
import { isSameCaller } from './caller';
import type { AuthorizationPolicyRule, AuthorizationPolicySource } from '../../imports/security.istio.io';

/** The AuthorizationPolicy schema takes so many service accounts in one source. */
const MAX_SERVICE_ACCOUNTS = 16;

/** Edges as AuthorizationPolicy rules: callers that may do the same share a rule. */
export function renderRules(rules: readonly AccessRule[]): AuthorizationPolicyRule[] {
  const byOperation = new Map<string, AccessRule[]>();
  for (const rule of rules.filter((candidate) => !isReplaced(candidate, rules))) {
    const operation = JSON.stringify([isAnybody(rule), rule.methods, rule.paths, rule.ports]);
    byOperation.set(operation, [...byOperation.get(operation) ?? [], rule]);
  }
  return [...byOperation.values()].map(renderRule);
}

function isReplaced({ caller, implied }: AccessRule, rules: readonly AccessRule[]): boolean {
  return implied === true && rules.some((other) => !other.implied && needsHttp(other)
    && caller && other.caller && isSameCaller(caller, other.caller));
}

function renderRule(rules: AccessRule[]): AuthorizationPolicyRule {
  const [{ methods, paths, ports }] = rules;
  const operation = {
    ...(methods && { methods: [...methods] }),
    ...(paths && { paths: [...paths] }),
    ...(ports && { ports: ports.map(String) }),
  };
  return {
    ...(!isAnybody(rules[0]) && { from: renderSources(rules) }),
    ...(Object.keys(operation).length > 0 && { to: [{ operation }] }),
  };
}

function renderSources(rules: readonly AccessRule[]): { source: AuthorizationPolicySource }[] {
  const callers = rules.flatMap(({ caller }) => caller ?? []);
  const accounts = unique(callers.flatMap(({ namespace, serviceAccount }) => (serviceAccount ? [`${namespace}/${serviceAccount}`] : [])));
  const namespaces = unique(callers.flatMap(({ namespace, serviceAccount }) => (serviceAccount ? [] : [namespace])));
  const requestPrincipals = unique(rules.flatMap(({ tokens }) => tokens ?? []));
  return [
    ...chunks(accounts, MAX_SERVICE_ACCOUNTS).map((serviceAccounts) => ({ source: { serviceAccounts } })),
    ...(namespaces.length > 0 ? [{ source: { namespaces } }] : []),
    ...(requestPrincipals.length > 0 ? [{ source: { requestPrincipals } }] : []),
  ];
}

function isAnybody({ caller, tokens }: AccessRule): boolean {
  return caller === undefined && tokens === undefined;
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}

function chunks<T>(values: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
