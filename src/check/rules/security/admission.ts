import { type Account, namesAccount } from './sources';
import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { ServiceSpec } from '../../../manifest/shapes';

type Policy = ManifestObject<AuthorizationPolicySpec>;
type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Source = NonNullable<NonNullable<Rule['from']>[number]['source']>;
type Operation = NonNullable<NonNullable<Rule['to']>[number]['operation']>;

/** Somebody connects to pods. */
export interface Connection {
  readonly caller: Account;
  /** The port of the pods; undefined where it is not known. */
  readonly port?: number;
}

/** The policies at the pods that decide by an action: those on trial do not. */
export function deciding(pods: PodSet, action: 'ALLOW' | 'DENY', { policies }: ManifestIndex): readonly Policy[] {
  return policies.on(pods, AUTHORIZATION_POLICY)
    .filter(({ spec, annotations }) => (spec.action ?? 'ALLOW') === action && annotations['istio.io/dry-run'] !== 'true');
}

/** Whether a rule of the policy may hold for the connection: what it excludes, and what it asks of requests, is not looked at. */
export function mayHold({ spec: { rules = [] }, namespace }: Policy, { caller, port }: Connection): boolean {
  return rules.some(({ from = [], to = [] }) => (from.length === 0 || from.some(({ source = {} }) => namesAccount(source, caller, namespace)))
    && (to.length === 0 || to.some(({ operation = {} }) => port === undefined || (operation.ports?.includes(String(port)) ?? true))));
}

/** Whether a rule of the policy holds for the connection, whatever the request is. */
export function holds({ spec: { rules = [] }, namespace }: Policy, connection: Connection): boolean {
  return rules.some(({ from = [], to = [], when = [] }) => when.length === 0
    && (from.length === 0 || from.some(({ source = {} }) => isExact(source) && namesAccount(source, connection.caller, namespace)))
    && (to.length === 0 || to.some(({ operation = {} }) => isForPort(operation, connection.port))));
}

const ACCOUNT_FIELDS = ['serviceAccounts', 'principals', 'namespaces'];

/** Whether the source asks for nothing but accounts without wildcards. */
function isExact(source: Source): boolean {
  return Object.entries(source).every(([field, texts]) => ACCOUNT_FIELDS.includes(field) && !String(texts).includes('*'));
}

/** Whether the operation asks for nothing but the port. */
function isForPort(operation: Operation, port?: number): boolean {
  return Object.keys(operation).every((field) => field === 'ports')
    && (operation.ports === undefined || (port !== undefined && operation.ports.includes(String(port))));
}

/** The Services that the policy names in targetRefs, which lie in its namespace. */
export function targetedServices(policy: ManifestObject, index: ManifestIndex): readonly ManifestObject<ServiceSpec>[] {
  return targetRefs(policy).flatMap(({ kind, name }) => (kind === 'Service' ? index.find(SERVICE, policy.namespace, name) ?? [] : []));
}
