import { WAYPOINT_EXAMPLE } from './waypoint-example';
import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { type TargetRef, targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, GATEWAY, SERVICE, SERVICE_ENTRY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Path } from '../../../manifest/path';
import { altered, rule } from '../../rule';

export const addressAtWaypoint = rule({
  code: 'MLM0428',
  name: 'address-at-waypoint',
  severity: 'error',
  title: 'A policy at a waypoint compares the address of a connection',
  kinds: [AUTHORIZATION_POLICY],
  message: 'at a waypoint connections have no address: {field} {effect}',
  why: 'Requests reach the policies of a waypoint out of a tunnel, and what comes out of it has no address, so that no block holds it, not even one of all addresses. An ALLOW '
    + 'lets nobody in by it, a DENY keeps nobody out, and what is negated holds for everybody.',
  fix: 'compare identities (serviceAccounts, namespaces), or remoteIpBlocks and remote.ip: the address of the pod that calls, unless a caller writes another one into '
    + 'X-Forwarded-For',
  cases: ['policies/waypoint-addresses'],
  evidence: 'a DENY for all addresses refuses nobody, one for none of them everybody',
  bad: altered(WAYPOINT_EXAMPLE, ['namespaces: [ml-frontend]', 'ipBlocks: [10.8.0.0/16] # <- MLM0428']),
  good: altered(WAYPOINT_EXAMPLE, ['namespaces: [ml-frontend]', 'remoteIpBlocks: [10.8.0.0/16]']),
  * check(policy, { index }) {
    if (targetRefs(policy).some((ref) => isAtWaypoint(policy, ref, index))) {
      for (const path of comparedAddresses(policy)) {
        const last = String(path.at(-1));
        yield { at: policy.at(...path), data: { field: CONDITIONS[last] ?? last, effect: last.startsWith('not') ? 'always holds' : 'never holds' } };
      }
    }
  },
});

function isAtWaypoint({ namespace }: ManifestObject, { kind, name }: TargetRef, index: ManifestIndex): boolean {
  switch (kind) {
    case 'GatewayClass': return true;
    case 'Gateway': return isWaypoint(index.find(GATEWAY, namespace, name));
    case 'Service': return isBehindWaypoint(index.find(SERVICE, namespace, name), index);
    case 'ServiceEntry': return isBehindWaypoint(index.find(SERVICE_ENTRY, namespace, name), index);
    default: return false;
  }
}

function isWaypoint(gateway: ManifestObject<{ readonly gatewayClassName: string }> | undefined): boolean {
  return gateway?.spec.gatewayClassName === 'istio-waypoint';
}

function isBehindWaypoint(target: ManifestObject | undefined, index: ManifestIndex): boolean {
  return target !== undefined && index.waypoints.of(target) !== undefined;
}

const FIELDS = ['ipBlocks', 'notIpBlocks'] as const;

const CONDITIONS: Readonly<Record<string, string>> = { values: 'source.ip', notValues: 'not source.ip' };

function comparedAddresses({ spec: { rules = [] } }: ManifestObject<AuthorizationPolicySpec>): readonly Path[] {
  return rules.flatMap(({ from = [], when = [] }, i): Path[] => [
    ...from.flatMap(({ source = {} }, j) => FIELDS.filter((field) => (source[field] ?? []).length > 0).map((field) => ['spec', 'rules', i, 'from', j, 'source', field])),
    ...when.flatMap((condition, j) => (condition.key !== 'source.ip' ? [] : (['values', 'notValues'] as const)
      .filter((field) => (condition[field] ?? []).length > 0).map((field) => ['spec', 'rules', i, 'when', j, field]))),
  ]);
}
