import type { Compared } from './compare';
import type { VirtualServiceSpec } from '../../imports/networking.istio.io';
import type { ManifestObject } from '../../src/manifest/manifest-object';
import { isDelegate } from '../../src/simulate/compile/istio/delegates';
import { FORWARDED_FOR } from '../../src/simulate/forwarded-for';
import type { Hop, Outcome } from '../../src/simulate/outcome';
import type { Step } from '../../src/simulate/steps';

/** A part of the semantics, and whether a request met it: by what it is, or by what the simulator says of its way. */
export interface Family {
  readonly name: string;
  readonly isMet: (compared: Compared) => boolean;
}

export const FAMILIES: readonly Family[] = [
  { name: 'gateways', isMet: atHop(({ proxy }) => proxy.kind === 'gateway') },
  { name: 'sidecars of callers', isMet: atHop(({ proxy, steps }) => proxy.kind === 'sidecar' && steps.some(({ kind }) => kind === 'listener')) },
  { name: 'sidecars of servers', isMet: atHop(({ proxy, steps }) => proxy.kind === 'sidecar' && steps[0]?.kind === 'transport') },
  { name: 'waypoints', isMet: atHop(({ proxy }) => proxy.kind === 'waypoint') },
  { name: 'HTTPRoute', isMet: byRouteOf('HTTPRoute') },
  { name: 'GRPCRoute', isMet: byRouteOf('GRPCRoute') },
  { name: 'VirtualService', isMet: byRouteOf('VirtualService') },
  { name: 'delegates', isMet: byRoute((object) => object.kind === 'VirtualService' && isDelegate(object as ManifestObject<VirtualServiceSpec>)) },
  { name: 'Gateways of Istio', isMet: atStep((step) => step.kind === 'listener' && isOf(step.listener?.origin?.object, 'networking.istio.io')) },
  { name: 'TLS listeners', isMet: ({ request }) => String(request.send.url).startsWith('https:') },
  { name: 'splits', isMet: atStep((step) => step.kind === 'split' && step.of > 1) },
  { name: 'subsets', isMet: atStep((step) => step.kind === 'split' && step.cluster.subset !== undefined) },
  { name: 'redirects', isMet: ({ observed }) => observed.headers?.Location !== undefined },
  { name: 'rewrites', isMet: atStep(({ kind }) => kind === 'rewrite') },
  { name: 'header changes', isMet: atStep(({ kind }) => kind === 'headers') },
  { name: 'faults', isMet: atStep(({ kind }) => kind === 'fault') },
  { name: 'mirrors', isMet: atStep(({ kind }) => kind === 'mirror') },
  { name: 'CORS', isMet: atStep(({ kind }) => kind === 'cors') },
  { name: 'failing backends', isMet: (compared) => compared.request.backends !== undefined && atStep(({ kind }) => kind === 'try')(compared) },
  { name: 'retries', isMet: atStep((step) => step.kind === 'try' && step.number > 1) },
  { name: 'limits that end a request', isMet: ({ outcomes }) => outcomes.some(({ disposition }) => disposition === 'timeout') },
  { name: 'calls of gRPC', isMet: ({ request }) => request.send.protocol === 'grpc' },
  { name: 'policies', isMet: atStep(({ kind }) => kind === 'authorize') },
  { name: 'X-Forwarded-For', isMet: ({ request }) => (request.send.headers ?? []).some(([name]) => name.toLowerCase() === FORWARDED_FOR) },
  { name: 'policies on trial', isMet: atStep((step) => step.kind === 'authorize' && step.trials.length > 0) },
  { name: 'authorization servers', isMet: atStep(({ kind }) => kind === 'ask') },
  { name: 'tokens', isMet: atStep((step) => step.kind === 'token' && step.status !== 'missing') },
  { name: 'PeerAuthentication', isMet: atStep((step) => step.kind === 'transport' && step.origin?.object.kind === 'PeerAuthentication') },
  { name: 'servers outside', isMet: atStep((step) => step.kind === 'split' && step.cluster.host.endsWith('.example.org')) },
  { name: 'hosts that a sidecar may not call', isMet: ({ outcomes }) => outcomes.some(({ disposition, hops: [first] }) => disposition === 'no-route' && first?.proxy.kind === 'sidecar') },
  { name: 'pools', isMet: atStep(({ kind }) => kind === 'pick') },
];

/** How many requests of how many configurations met each. */
export function familyLines(compared: readonly Compared[]): readonly string[] {
  return FAMILIES.map(({ name, isMet }) => {
    const met = compared.filter(isMet);
    const configurations = new Set(met.map(({ case: { name: field }, configuration }) => `${field}/${configuration}`));
    return `met: ${name.padEnd(34)} ${String(met.length).padStart(6)} requests of ${String(configurations.size).padStart(4)} configurations`;
  });
}

function atHop(is: (hop: Hop) => boolean): Family['isMet'] {
  return ({ outcomes }) => outcomes.some((outcome) => isPossible(outcome) && outcome.hops.some(is));
}

function atStep(is: (step: Step) => boolean): Family['isMet'] {
  return atHop(({ steps }) => steps.some(is));
}

function byRoute(is: (object: ManifestObject) => boolean): Family['isMet'] {
  return atStep((step) => step.kind === 'route' && step.route !== undefined && is(step.route.origin.object));
}

function byRouteOf(kind: string): Family['isMet'] {
  return byRoute((object) => object.kind === kind);
}

function isOf(object: ManifestObject | undefined, group: string): boolean {
  return object?.group === group;
}

function isPossible({ probability }: Outcome): boolean {
  return !probability.isZero;
}
