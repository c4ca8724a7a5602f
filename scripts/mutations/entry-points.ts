import { type Field, fieldsOf, shapeOf } from './fields';
import { refersTo, says } from './names';
import type { World } from './world';
import type { Manifest } from '../../src/manifest/manifest-object';

/** What chooses what it is for by itself: nothing in any API refers to it, so that what is left without it is a platform that somebody may mean. */
const ATTACH_THEMSELVES: readonly string[] = [
  'HTTPRoute', 'GRPCRoute', 'VirtualService', 'DestinationRule', 'Sidecar', 'EnvoyFilter', 'Telemetry', 'TokenRateLimitPolicy', 'BackendTLSPolicy', 'ReferenceGrant',
  'AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'InferenceObjective', 'InferenceModelRewrite', 'RoleBinding', 'ClusterRoleBinding',
  'PodDisruptionBudget',
];

/** Whether something in the world would miss the object. */
export function isMissed(object: Manifest, world: World): boolean {
  return !ATTACH_THEMSELVES.includes(object.kind) && (object.kind === 'Service'
    ? namers(object, world).length > 0
    : besides(object, world).some((other) => refersTo(other, object)));
}

/** Whether only clients, who are not among the manifests, use a field: with another value it is another platform, and a sound one. */
export function isEntryPoint(field: Field, object: Manifest, world: World): boolean {
  return ENTRY_POINTS.some(({ kinds, where, isUsed }) => (
    kinds.includes(object.kind) && where.test(shapeOf(field)) && !isUsed(field.value, object, world)));
}

interface EntryPoint {
  readonly kinds: readonly string[];
  readonly where: RegExp;
  /** Whether another object repeats the value, so that it breaks with it. */
  isUsed(value: unknown, object: Manifest, world: World): boolean;
}

const ENTRY_POINTS: readonly EntryPoint[] = [
  { kinds: ['Gateway', 'ListenerSet'], where: /^spec\.listeners\.\*\.port$/, isUsed: repeatedIn(/^spec\.parentRefs\.\*\.port$/) },
  { kinds: ['Gateway', 'ListenerSet'], where: /^spec\.listeners\.\*\.hostname$/, isUsed: repeatedIn(/^spec\.hostnames\.\*$/) },
  { kinds: ['HTTPRoute', 'GRPCRoute'], where: /^spec\.hostnames\.\*$/, isUsed: repeatedIn(/^spec\.listeners\.\*\.hostname$/) },
  { kinds: ['Service'], where: /^metadata\.name$/, isUsed: (_, service, world) => namers(service, world).length > 0 },
  {
    kinds: ['Service'],
    where: /^spec\.ports\.\*\.port$/,
    isUsed: (port, service, world) => namers(service, world).some((other) => fieldsOf(other).some(({ value }) => String(value) === String(port))),
  },
];

function repeatedIn(where: RegExp): EntryPoint['isUsed'] {
  return (value, object, world) => besides(object, world)
    .some((other) => fieldsOf(other).some((field) => where.test(shapeOf(field)) && field.value === value));
}

const NAMES = /(backendRefs?|parentRefs|targetRefs?|endpointPickerRef|to)\.(\*\.)?name$|\.hosts?(\.\*)?$/;

/** Who names a Service, by reference or as a host. */
function namers(service: Manifest, world: World): Manifest[] {
  return besides(service, world).filter((other) => refersTo(other, service)
    && fieldsOf(other).some((field) => NAMES.test(shapeOf(field)) && says(String(field.value), service.metadata.name!)));
}

function besides(object: Manifest, { manifests, others }: World): Manifest[] {
  return [...manifests, ...others].filter((other) => other !== object);
}
