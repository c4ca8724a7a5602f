import type { PolicyWords } from './samples';
import type { AuthorizationPolicyRule } from '../../imports/security.istio.io';
import type { PolicyTable } from '../simulate/authorize/policy-table';
import type { CompiledRule } from '../simulate/authorize/rule';
import type { Origin } from '../simulate/tables';

const HEADER = /^request\.headers\[(.+)\]$/;

/** What the rules of a proxy say of requests. */
export function wordsOf(table: PolicyTable): readonly PolicyWords[] {
  return rulesOf(table).map(({ policy, index }) => {
    const { to = [], when = [] } = policy.spec.rules?.[index] ?? {};
    const operations = to.map(({ operation = {} }) => operation);
    return {
      methods: operations.flatMap(({ methods = [], notMethods = [] }) => [...methods, ...notMethods]),
      paths: operations.flatMap(({ paths = [], notPaths = [] }) => [...paths, ...notPaths]),
      headers: when.flatMap(({ key, values = [], notValues = [] }) => {
        const name = HEADER.exec(key)?.[1];
        return name === undefined ? [] : [[name, [...values, ...notValues]] as const];
      }),
      excludes: policy.spec.action === 'DENY' || operations.some(({ notMethods, notPaths }) => notMethods !== undefined || notPaths !== undefined),
    };
  });
}

/** The ports that the rules of a proxy name. */
export function portsOf(table: PolicyTable): readonly number[] {
  const rules = rulesOf(table).map(({ policy, index }) => policy.spec.rules?.[index] ?? {});
  const named = rules.flatMap(({ to = [], when = [] }) => [
    ...to.flatMap(({ operation = {} }) => operation.ports ?? []),
    ...when.filter(({ key }) => key === 'destination.port').flatMap(({ values = [] }) => values),
  ]);
  return named.map(Number);
}

function rulesOf({ deny, allow }: PolicyTable): readonly CompiledRule[] {
  return [...(deny.enforced ?? []), ...(allow.enforced ?? [])];
}

/** A rule in a line: its policy, and what it wants of a request. */
export function ruleText({ object, at }: Origin): string {
  const { rules = [] } = object.spec as { readonly rules?: readonly AuthorizationPolicyRule[] };
  const { to = [] } = rules[Number(at.path[2])] ?? {};
  const operations = to.map(({ operation: { methods = [], paths = [], ports = [] } = {} }) => (
    [methods.join(', '), paths.join(', '), ports.length === 0 ? '' : `port ${ports.join(', ')}`].filter((part) => part !== '').join(' ')));
  const wanted = operations.filter((text) => text !== '').join('; ');
  return wanted === '' ? object.name : `${object.name}: ${wanted}`;
}
