import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { AssignedCookie } from './assigned-cookie';
import { cookieFor } from './assigned-cookie';
import type { BackendConfig } from './backend';
import { checkMirrored } from './backend';
import { declaredPaths } from './declared-paths';
import { bindLimits } from './limits';
import { areModels, shareModel } from './model-shares';
import type { ModelVersion } from './model-version';
import { checkVersionName } from './model-version';
import { Route, surroundingsOf } from './route';
import type { RouteSurroundings } from './route';
import type { LimitedRouteProps } from './route-props';
import { MeshRouteKind } from './route-props';
import type { RequestMatch, RouteRule, RuleBackend } from './rule';
import { bindRuleBasics } from './rule-basics';
import type { SourceMatchConfig } from './source-match';
import { bindSources } from './source-match';
import { checkHeaderName } from '../core/http';
import { HeaderMatch } from '../core/match/header-match';
import type { HeaderMatchConfig } from '../core/match/header-match';
import type { PathMatch } from '../core/match/path-match';
import { checkInteger, checkPercentage } from '../core/numbers';
import { checkProps } from '../core/signatures/check-props';
import { Site } from '../core/site';
import { requireCapability } from '../core/versions/capabilities';
import type { IWorkload } from '../mesh/workload';
import type { AccessOptions } from '../security/access';
import type { ICaller } from '../security/caller';

/** A version that takes part of the traffic. */
export interface CanaryCandidate {
  /** The version. */
  readonly version: ModelVersion;
  /**
   * Its share of the requests in whole percent, 0 to 100 (`backendRefs.weight`); the stable version gets what the
   * candidates leave. With 0 it is reached by header, cookie or mirror only, and stays warm.
   * @default 0
   */
  readonly weight?: number;
  /**
   * Callers that always get this version, before the weights: a match of a header or cookie each. The same callers get
   * it every time, as long as they send it.
   * @default - none
   */
  readonly cohorts?: HeaderMatch[];
  /**
   * Workloads whose requests always get this version, before the weights: a batch job, the clients of the team that tests
   * it. What `versionHeader`, a cohort or a cookie leads elsewhere still goes there. Sidecars tell by the labels and the
   * namespace of their own pod (VirtualService `match.sourceLabels`, `match.sourceNamespace`), so it needs the sidecar data
   * plane, `service`, and MeshRouteKind.VIRTUAL_SERVICE; requests through the gateway come from no workload.
   * @default - workloads are not told apart
   */
  readonly sources?: IWorkload[];
  /**
   * Copies of the weighted requests, and of those by returning callers of other versions, that it gets besides, in percent
   * (filter RequestMirror). Nobody sees its answers.
   * @default 0
   */
  readonly mirrorPercentage?: number;
}

/** Properties of a canary. */
export interface CanaryModelProps extends LimitedRouteProps {
  /** The version that gets whatever the candidates leave. */
  readonly stable: ModelVersion;
  /** Versions on trial. Their weights sum up to 100 at most. */
  readonly candidates: CanaryCandidate[];
  /**
   * Path prefixes, by segment.
   * @default - every path, unless `pathMatches` names some
   */
  readonly paths?: string[];
  /**
   * Exact paths and regular expressions, besides `paths`.
   * @default - none
   */
  readonly pathMatches?: PathMatch[];
  /**
   * A header that pins a request to the version that it names, whatever the weights.
   * @default - no version can be pinned
   */
  readonly versionHeader?: string;
  /**
   * A cookie that answers to weighted requests set to the version that gave them, so that the caller stays with it. Answers
   * to pinned requests and cohorts leave it alone. Callers keep a version whose weight is lowered to 0: to take it from
   * them, take the candidate out. Two canaries on one host need cookies of different names.
   * @default - none
   */
  readonly assignCookie?: string;
  /**
   * How long that cookie lives (`Max-Age`), whole seconds.
   * @default - as long as the browser session
   */
  readonly assignCookieMaxAge?: Duration;
  /**
   * The candidate that takes the part of the stable version; the stable version takes its place: weight, cohorts and
   * mirror. No name of an object changes.
   * @default - the stable version stays
   */
  readonly promote?: string;
  /**
   * The model name by which callers ask, whatever the version, where versions are models of one pool (ModelVersion.ofModel): an alias,
   * or the name of the base model. The endpoint picker writes the model of a version in its place, by weight (InferenceModelRewrite), for
   * every request to the pool that asks for it.
   * @default - versions run apart, and the model name is not looked at
   */
  readonly modelName?: string;
}

const ALL = 100;

interface Candidate {
  readonly name: string;
  readonly backend: BackendConfig;
  readonly model?: string;
  readonly weight: number;
  readonly cohorts: readonly HeaderMatchConfig[];
  readonly sources: readonly SourceMatchConfig[];
  readonly mirrorPercentage: number;
}

/**
 * A model of which a new version takes over step by step: one stable version, any number of candidates.
 *
 * Pinned requests go first, then cohorts, then returning callers with their cookie, then sources, then the weights. Limits and breakers
 * hold for all of them alike.
 *
 * Versions in InferencePools: by header, cookie and cohort everywhere, one pool a rule; by weight where Istio asks each pool's own endpoint
 * picker; or as models of one pool (ModelVersion.ofModel), by weight, everywhere.
 */
export class CanaryModel extends Construct {
  private readonly route: Route;

  constructor(scope: Construct, id: string, props: CanaryModelProps) {
    super(scope, id);
    checkProps(Site.of(this), 'CanaryModelProps', props);
    const surroundings = surroundingsOf(this, props);
    const versions = bindVersions(surroundings, props);
    const models = areModels(surroundings.site, props, versions);
    checkVersions(surroundings, props, versions, models);
    this.route = new Route(this, surroundings, props, canaryRules(surroundings, props, versions, models));
    if (models) {
      shareModel(surroundings, id, props, withRest(versions));
    }
  }

  /**
   * Allows a caller in the mesh to call the model: its Service, and every version.
   * @param caller a workload, or Caller.serviceAccount(…), Caller.namespace(…)
   * @param options methods and paths; everything if left out
   */
  public allowFrom(caller: ICaller, options: AccessOptions = {}): void {
    this.route.allowFrom(caller, options);
  }
}

/** All versions, the one that is stable now first. A promoted candidate swaps places, and nothing else. */
function bindVersions(surroundings: RouteSurroundings, props: CanaryModelProps): Candidate[] {
  const { site } = surroundings;
  const { promote } = props;
  site.at('candidates').check(props.candidates.length > 0, {
    problem: 'must not be empty',
    got: [],
    fix: 'name a candidate, or use a ModelRoute for a single version',
  });
  const index = props.candidates.findIndex(({ version }) => version.name === promote);
  site.at('promote').check(promote === undefined || index >= 0, {
    problem: `must name a candidate (${props.candidates.map(({ version }) => version.name).join(', ')})`,
    got: promote,
    fix: 'leave it out to keep the stable version',
  });
  const bind = (version: ModelVersion, at: Site, seat?: CanaryCandidate, seatSite: Site = at) => ({
    name: checkVersionName(at, version.name),
    backend: version.backend._bind({ ...surroundings, site: at }),
    model: version.model,
    weight: bindWeight(seatSite, seat),
    cohorts: (seat?.cohorts ?? []).map((cohort, i) => cohort._bind(seatSite.at('cohorts', i))),
    sources: bindSources(seatSite.at('sources'), surroundings.context, seat?.sources ?? []),
    mirrorPercentage: checkPercentage(seatSite.at('mirrorPercentage'), seat?.mirrorPercentage ?? 0),
  });
  const promoted = index >= 0 ? props.candidates[index] : undefined;
  return [
    promoted ? bind(promoted.version, site.at('candidates', index, 'version')) : bind(props.stable, site.at('stable')),
    ...props.candidates.map((candidate, i) => {
      const seat = site.at('candidates', i);
      return candidate === promoted ? bind(props.stable, site.at('stable'), candidate, seat) : bind(candidate.version, seat.at('version'), candidate, seat);
    }),
  ];
}

function bindWeight(site: Site, candidate: CanaryCandidate | undefined): number {
  return checkInteger(site.at('weight'), candidate?.weight ?? 0, {
    min: 0,
    max: ALL,
    fix: 'the weight is a whole share in percent, the stable version gets the rest',
  });
}

function checkVersions({ context, site }: RouteSurroundings, props: CanaryModelProps, [stable, ...candidates]: Candidate[], models: boolean): void {
  const sum = candidates.reduce((total, { weight }) => total + weight, 0);
  site.at('candidates').check(sum <= ALL, {
    problem: `must have weights that sum up to ${ALL} at most`,
    got: sum,
    fix: 'lower them: the stable version gets what the candidates leave',
  });
  checkPromotion(site.at('promote'), props, ALL - sum);
  const versions = [stable, ...candidates];
  versions.forEach(({ name }, i) => site.at('candidates').check(versions.findIndex((other) => other.name === name) === i, {
    problem: 'must not name a version twice',
    got: name,
    fix: 'give each version a name of its own',
  }));
  versions.forEach(({ name, backend, model }, i) => {
    const twin = versions.slice(0, i).find((other) => isSameBackend(other.backend, backend) && other.model === model);
    site.at('candidates').check(!twin, {
      problem: `leads two versions to one backend, ${backend.kind} ${backend.namespace}/${backend.name}, so that they cannot differ`,
      got: twin && [twin.name, name],
      fix: models ? 'give each version a model of its own' : 'give each version a Service of its own',
    });
  });
  const sharing = withRest(versions).filter(({ weight }) => weight > 0);
  if (!models && sharing.length > 1 && sharing.some(({ backend }) => backend.kind === 'InferencePool')) {
    requireCapability(context.target, 'weightedInferencePools', site.at('candidates'));
  }
  checkNotEmpty(site.at('candidates'), sharing);
  if (props.versionHeader !== undefined) {
    checkHeaderName(site.at('versionHeader'), props.versionHeader);
  }
  if (!models) {
    candidates.forEach((candidate, i) => checkReachable(site.at('candidates', i), props, candidate));
  }
  checkSources(site.at('candidates'), props);
  site.at('assignCookieMaxAge').check(props.assignCookieMaxAge === undefined || props.assignCookie !== undefined, {
    problem: 'has no effect without a cookie',
    fix: 'give assignCookie, or leave it out',
  });
}

/** The weight of a promoted candidate is from then on that of the version it replaces. */
function checkPromotion(site: Site, { promote, candidates }: CanaryModelProps, rest: number): void {
  const before = candidates.find(({ version }) => version.name === promote)?.weight ?? 0;
  site.check(promote === undefined || rest >= before, {
    problem: `would take requests away from the version that it promotes: ${rest} % instead of ${before} %, which the old version now gets`,
    got: promote,
    fix: 'lower the weight of the candidate to what the old version shall keep, 0 for nothing',
  });
}

function checkSources(site: Site, { candidates, service, meshRouteKind }: CanaryModelProps): void {
  const taken = new Map<IWorkload, number>();
  candidates.forEach(({ sources = [] }, i) => sources.forEach((source, j) => {
    const at = site.at(i, 'sources', j);
    at.check(service !== undefined, {
      problem: 'concerns callers in the mesh, and the route has no address for them',
      got: source.workloadName,
      fix: 'give service as well',
    });
    at.check(meshRouteKind === MeshRouteKind.VIRTUAL_SERVICE, {
      problem: 'needs a VirtualService: an HTTPRoute has no word for the source of a request',
      got: source.workloadName,
      fix: 'set meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE',
    });
    at.check(!taken.has(source), {
      problem: `is named for candidates[${taken.get(source)}] already`,
      got: source.workloadName,
      fix: 'name it once',
    });
    taken.set(source, i);
  }));
}

/** A share of the requests would be lost where there are no pods, and nobody would send it elsewhere. */
function checkNotEmpty(site: Site, sharing: readonly Candidate[]): void {
  for (const { name, backend: { workload, pool }, weight } of sharing) {
    const pods = workload ? [workload] : pool?.members?.servers.flatMap((server) => (server.prefillOnly ? [] : [server.workload])) ?? [];
    site.check(pods.length === 0 || pods.some(({ replicas }) => replicas !== 0), {
      problem: `gives ${weight} % of the requests to the version ${name}, which has no pods that answer (replicas: 0)`,
      got: weight,
      fix: 'give it a replica before its weight',
    });
    site.check(pool?.failsClosed !== true || pool.members?.picker.replicas !== 0, {
      problem: `gives ${weight} % of the requests to the version ${name}, of which the endpoint picker has no pods (replicas: 0): without it the pool answers nobody`,
      got: weight,
      fix: 'give the picker a replica before the weight, or the pool PickerFailureMode.FAIL_OPEN',
    });
  }
}

function isSameBackend(a: BackendConfig, b: BackendConfig): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name && a.port === b.port;
}

function checkReachable(site: Site, { versionHeader, assignCookie }: CanaryModelProps, candidate: Candidate): void {
  const { name, weight, cohorts, sources, mirrorPercentage, backend } = candidate;
  site.at('weight').check(weight > 0 || cohorts.length > 0 || sources.length > 0 || mirrorPercentage > 0 || versionHeader !== undefined || assignCookie !== undefined, {
    problem: `gives the version ${name} nothing, and nothing else leads to it: it would not be warm when its weight is raised`,
    got: weight,
    fix: 'give versionHeader, cohorts, sources or mirrorPercentage, or a weight of 1 or more',
  });
  if (mirrorPercentage > 0) {
    checkMirrored(site.at('mirrorPercentage'), backend, mirrorPercentage);
  }
}

function canaryRules(surroundings: RouteSurroundings, props: CanaryModelProps, versions: readonly Candidate[], models: boolean): RouteRule[] {
  const { site } = surroundings;
  const basics = bindRuleBasics(surroundings, props, bindLimits(site, props));
  const paths = declaredPaths(site, props);
  const ruleOf = (match: Pick<RequestMatch, 'headers' | 'source'>, backends: RuleBackend[], mirrors: RouteRule['mirrors'] = []): RouteRule => ({
    ...basics,
    matches: paths.map((path) => ({ path, queryParams: [], ...match })),
    backends,
    mirrors,
  });
  const rule = (headers: readonly HeaderMatchConfig[], backends: RuleBackend[], mirrors?: RouteRule['mirrors']) => ruleOf({ headers }, backends, mirrors);
  const cookie = cookieFor(site, props);
  const only = ({ name, backend }: Candidate, setBy?: AssignedCookie['setBy']) => [{ backend, weight: ALL, ...setBy?.(name) }];
  if (models) {
    return [rule([], only(versions[0]))];
  }
  const pinned = versions.flatMap((version) => (props.versionHeader
    ? [rule([HeaderMatch.exact(props.versionHeader, version.name)._bind(site.at('versionHeader'))], only(version))]
    : []));
  const cohorts = versions.flatMap((version) => version.cohorts.map((cohort) => rule([cohort], only(version))));
  const returning = versions.flatMap((version) => (cookie
    ? [rule([cookie.sentFor(version.name)], only(version, cookie.setBy), mirrorsOf(versions.filter((other) => other !== version)))]
    : []));
  const sources = versions.flatMap((version) => version.sources.map((source) => ruleOf({ headers: [], source }, only(version))));
  return [...pinned, ...cohorts, ...returning, ...sources, rule([], weighted(versions, cookie?.setBy), mirrorsOf(versions))];
}

/** Candidates with weight 0 keep their place, so that raising the weight later changes a number and nothing else. */
function weighted(versions: readonly Candidate[], setBy?: AssignedCookie['setBy']): RuleBackend[] {
  return withRest(versions).map(({ name, backend, weight }) => ({ backend, weight, ...setBy?.(name) }));
}

/** The stable version gets what the candidates leave. */
function withRest([stable, ...candidates]: readonly Candidate[]): Candidate[] {
  return [{ ...stable, weight: ALL - candidates.reduce((sum, { weight }) => sum + weight, 0) }, ...candidates];
}

function mirrorsOf(versions: readonly Candidate[]): RouteRule['mirrors'] {
  return versions
    .filter(({ mirrorPercentage }) => mirrorPercentage > 0)
    .map(({ backend, mirrorPercentage }) => ({ backend, percentage: mirrorPercentage }));
}
