import { edge, type GraphEdge, type GraphNode, type GraphPart, node } from './graph';
import { ruleText, wordsOf } from './policy-words';
import { type Sample, samplesOf } from './samples';
import type { Survey } from './survey';
import type { Target } from './targets';
import { type Seen, seenIn } from './ways';
import { workloadId, workloadPods } from './workloads';
import { groupBy } from '../manifest/group-by';
import type { PodSet } from '../manifest/pods';
import { decide } from '../simulate/authorize/decide';
import { NO_RULES } from '../simulate/authorize/policy-table';
import { Headers } from '../simulate/headers';
import type { Outcome } from '../simulate/outcome';
import type { FullName } from '../simulate/request';
import type { ProxyTables } from '../simulate/tables';

/** Who calls: pods of one account, which no policy tells apart. */
export interface Caller {
  readonly account: FullName;
  readonly pods: readonly PodSet[];
}

/** What no rule had to allow. */
const UNGUARDED = 'no policy';

export function callersOf(survey: Survey): readonly Caller[] {
  const groups = groupBy(workloadPods(survey.index), ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
  return [...groups.values()].map((pods) => {
    const [{ namespace, serviceAccount }] = pods;
    return { account: { namespace, name: serviceAccount }, pods: [...pods].sort((a, b) => (a.owner.name < b.owner.name ? -1 : 1)) };
  });
}

/** An arrow from each caller to each target that answers it, with the rules by which it does, and the ways that the calls take. */
export function calling(survey: Survey, targets: readonly Target[]): GraphPart & Seen {
  const callers = callersOf(survey);
  const all = targets.flatMap((target) => callers.flatMap((caller) => callsOf(survey, caller, target)));
  const { nodes, edges } = withoutCrowds(all.flatMap(({ calls }) => calls), callers);
  const seen = all.map((each) => each.seen);
  return {
    nodes: [...nodes, ...seen.flatMap((each) => each.nodes)],
    edges: [...edges, ...seen.flatMap((each) => each.edges)],
    ways: seen.flatMap(({ ways }) => ways),
  };
}

/** One call that was answered. */
interface Call {
  readonly calls: readonly GraphEdge[];
  readonly seen: Seen;
}

function callsOf(survey: Survey, caller: Caller, target: Target): readonly Call[] {
  const { guards, routes, isRouted } = target.seenFrom(caller.pods[0]);
  if (!guards.some((guard) => mayAdmit(guard, caller.account))) {
    return [];
  }
  const readsHttp = guards.some((guard) => guard.readsHttp) || isRouted;
  const words = guards.flatMap(({ policies }) => wordsOf(policies.authorization));
  const samples = readsHttp ? samplesOf(routes, words) : samplesOf([], []).slice(0, 1);
  const answers = samples.flatMap((sample) => survey.tokens.flatMap((token) => (
    survey.simulator.answer({ ...target.request, ...asked(target, sample), source: caller.account, token }))));
  return answers.flatMap((outcome): Call[] => {
    const seen = seenIn(survey, outcome, target.node);
    const to = seen.ways.length > 0 ? target.node : outcome.upstream && survey.idOf(outcome.upstream.workload);
    const from = caller.pods.map(workloadId).filter((id) => id !== to);
    return to === undefined ? [] : [{ calls: from.map((id) => edge('calls', id, to, [reasonOf(outcome)])), seen }];
  });
}

function asked({ request: { url } }: Target, { method, path, headers }: Sample) {
  return { method, headers: Headers.of(headers), url: { ...url, path } };
}

/** The rule of the proxy that knows the caller: the waypoint, or else what stands before the pods. */
function reasonOf({ hops }: Outcome): string {
  const hop = hops.find(({ proxy }) => proxy.kind === 'waypoint') ?? hops[hops.length - 1];
  const origin = hop?.steps.flatMap((step) => (step.kind === 'authorize' && step.origin !== undefined ? [step.origin] : []))[0];
  return origin === undefined ? UNGUARDED : ruleText(origin);
}

/** Whether a rule is for the caller, whatever it sends; spares the questions that all rules answer with no. */
function mayAdmit({ policies: { authorization: { allow } } }: ProxyTables, { namespace, name }: FullName): boolean {
  if (allow.enforced === undefined) {
    return true;
  }
  const rules = allow.enforced.map((rule) => ({
    ...rule, to: [], when: [], from: rule.from.map((clause) => clause.filter(({ comparison }) => !comparison.needsHttp)),
  }));
  const table = { ...NO_RULES, allow: { enforced: rules } };
  return [{ trustDomain: 'cluster.local', namespace, serviceAccount: name }, undefined]
    .some((caller) => decide(table, { caller, destinationPort: 0, serverName: '' }).verdict !== 'denied');
}

/** What every workload may call, and by the same rule, is called by everyone, in one arrow. */
function withoutCrowds(edges: readonly GraphEdge[], callers: readonly Caller[]): GraphPart {
  const everyone: GraphNode = node('everyone', { name: 'every workload' });
  const ids = callers.flatMap(({ pods }) => pods.map(workloadId));
  const arrows = [...groupBy(edges, ({ to, labels: [label] }) => `${to} ${label}`).values()];
  const crowds = arrows.filter((same) => {
    const from = new Set(same.map((each) => each.from));
    return from.size > 1 && ids.every((id) => id === same[0].to || from.has(id));
  });
  return {
    nodes: crowds.length === 0 ? [] : [everyone],
    edges: [
      ...arrows.filter((same) => !crowds.includes(same)).flat(),
      ...crowds.map(([{ to, labels }]) => edge('calls', everyone.id, to, labels)),
    ],
  };
}

/** Leaves out what a caller reaches by a route that it may call, too, and by rules that want nothing else. */
export function withoutShortcuts(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const calls = edges.filter(({ kind }) => kind === 'calls');
  const routes = new Set(edges.filter(({ kind }) => kind === 'routes').map(({ from, to }) => `${from} ${to}`));
  return edges.filter((direct) => direct.kind !== 'calls' || !calls.some((routed) => (
    routed.from === direct.from && routes.has(`${routed.to} ${direct.to}`) && direct.labels.map(wants).every((want) => routed.labels.map(wants).includes(want)))));
}

/** `GET /v1/*` of `policy: GET /v1/*`. */
function wants(label: string): string {
  return label.includes(': ') ? label.slice(label.indexOf(': ')) : '';
}
