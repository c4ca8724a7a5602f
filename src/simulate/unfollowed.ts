import { whyDoubtful } from './doubtful-connections';
import type { Mesh } from './mesh';
import type { Hop, Outcome } from './outcome';
import type { Reason } from './reason';
import type { SimulatedRequest } from './request';
import type { Step } from './steps';
import type { Origin } from './tables';
import { SERVICE_ENTRY } from '../manifest/kinds';
import { selects } from '../manifest/labels';
import type { LabelSelector } from '../manifest/shapes';

/** A request, and what would become of it without the setting. */
interface Answered {
  readonly mesh: Mesh;
  readonly request: SimulatedRequest;
  readonly outcomes: readonly Outcome[];
}

/** Why the answer may be another one for a setting; undefined: it is none of those that depend on it. */
type Doubt = (value: unknown, answered: Answered) => string | undefined;

/** Settings that are not followed, by where they are in a MeshConfig. What else it says is followed, or changes no answer. */
const DOUBTS: Readonly<Record<string, Doubt>> = {
  'discoverySelectors': whyUndiscovered,
  'rootNamespace': (value, { mesh: { index } }) => (
    value === index.rootNamespace ? undefined : `policies of ${index.rootNamespace} were taken for those of the mesh: say --root-namespace ${String(value)}`),
  'outboundTrafficPolicy.mode': (value, answered) => (
    value === 'ALLOW_ANY_DYNAMIC_DNS' && passesSidecar(answered, ({ steps }) => steps.length === 0) ? 'the sidecar asks DNS for hosts that it does not know' : undefined),
  'defaultTrafficPolicy': () => 'it holds where no DestinationRule says otherwise',
  'serviceEntryVisibility': (_, { mesh }) => (mesh.index.all(SERVICE_ENTRY).length > 0 ? 'it may hide ServiceEntries' : undefined),
  'defaultConfig.interceptionMode': (value, answered) => (
    value === 'NONE' && passesSidecar(answered, () => true) ? 'sidecars get no connection without being asked (NONE)' : undefined),
  'defaultConfig.runtimeValues': () => 'they change what Envoy does in many places',
};

/** What a MeshConfig says of them. */
export function unfollowedIn(config: object): Readonly<Record<string, unknown>> {
  const written = Object.keys(DOUBTS).map((setting) => [setting, valueAt(config, setting.split('.'))] as const);
  return Object.fromEntries(written.filter(([, value]) => value !== undefined && value !== null));
}

/** Why an answer may be wrong for what is not followed; undefined: nothing that it depends on. */
export function whyUnfollowed(answered: Answered): Reason | undefined {
  for (const [setting, value] of Object.entries(answered.mesh.settings.unfollowed)) {
    const why = DOUBTS[setting](value, answered);
    if (why !== undefined) {
      return { text: `${setting}: ${why}` };
    }
  }
  const ofConnections = whyDoubtful(answered.request, answered.outcomes, answered.mesh.settings);
  return ofConnections === undefined ? undefined : { text: ofConnections };
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  return key === undefined ? value : valueAt((value as Readonly<Record<string, unknown>> | null | undefined)?.[key], rest);
}

function passesSidecar({ outcomes }: Answered, isMeant: (hop: Hop) => boolean): boolean {
  return hopsOf(outcomes).some((hop) => hop.proxy.kind === 'sidecar' && isMeant(hop));
}

function hopsOf(outcomes: readonly Outcome[]): readonly Hop[] {
  return outcomes.flatMap(({ hops }) => hops);
}

/** Istiod knows nothing of what is in other namespaces: whatever is from there may not have the part in the answer that it has. */
function whyUndiscovered(value: unknown, answered: Answered): string | undefined {
  const selectors = value as readonly LabelSelector[];
  const { namespaces } = answered.mesh.index;
  const hidden = [...namespacesOf(answered)].find((name) => !selectors.some((selector) => selects(selector, namespaces.labels(name))));
  return selectors.length === 0 || hidden === undefined ? undefined : `istiod looks at no namespace that they do not select, and the labels of ${hidden} are none of those`;
}

/** Where everything is that has a part in the answer. */
function namespacesOf({ mesh, request: { source, url }, outcomes }: Answered): ReadonlySet<string> {
  const hops = hopsOf(outcomes);
  const steps = hops.flatMap((hop) => hop.steps);
  const hosts = [url.host, ...steps.flatMap(backendsOf)];
  const workloads = outcomes.flatMap(({ upstream, mirrors }) => [upstream, ...mirrors].flatMap((each) => each?.workload ?? []));
  const namespaces = [
    source?.namespace,
    ...hosts.map((host) => mesh.resolve(host, source?.namespace ?? '')?.namespace),
    ...hops.map(({ proxy }) => proxy.namespace),
    ...steps.map((step) => originOf(step)?.object.namespace),
    ...workloads.map(({ namespace }) => namespace),
  ];
  // What is outside of the mesh has none.
  return new Set(namespaces.flatMap((each) => each || []));
}

function originOf(step: Step): Origin | undefined {
  return step.kind === 'route' ? step.route?.origin : 'origin' in step ? step.origin : undefined;
}

/** The backends that a route names, whoever of them was drawn. */
function backendsOf(step: Step): readonly string[] {
  const action = step.kind === 'route' ? step.route?.action : undefined;
  return action?.kind === 'forward' ? [...action.clusters, ...action.mirrors].map(({ cluster }) => cluster.host) : [];
}
