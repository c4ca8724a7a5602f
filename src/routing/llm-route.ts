import { Construct } from 'constructs';
import type { Backend, BackendConfig } from './backend';
import type { LlmApiName, LlmApiOptions } from './llm-api';
import { bindApiLimits, checkTakesJson, LLM_APIS } from './llm-api';
import type { LlmFallback } from './llm-fallback';
import { backendsWith, bindFallback, checkFallback } from './llm-fallback';
import type { LlmTarget, LlmTargetConfig } from './llm-target';
import type { Mirror } from './mirror';
import { bindMirror } from './mirror';
import { Route, surroundingsOf } from './route';
import type { RouteSurroundings } from './route';
import type { LimitedRouteProps } from './route-props';
import type { RequestMatch, RouteRule } from './rule';
import { bindRuleBasics } from './rule-basics';
import type { TokenRateLimit } from './token-rate-limit';
import { declareTokenRateLimits } from './token-rate-limit';
import { checkHeaderName } from '../core/http';
import type { HeaderMatch, HeaderMatchConfig } from '../core/match/header-match';
import { checkPath } from '../core/match/path-match';
import { checkProps } from '../core/signatures/check-props';
import { Site } from '../core/site';
import type { AccessOptions } from '../security/access';
import type { ICaller } from '../security/caller';

/** Properties of a route to LLM servers. The APIs that are named are exposed; if none is, all of them are. */
export interface LlmRouteProps extends LimitedRouteProps {
  /**
   * Where requests go that no target takes.
   * @default - nowhere: only what `targets` name is served
   */
  readonly backend?: Backend;
  /**
   * Further backends, each with the requests that it gets: those for a model, for the models of a publisher, or of a tenant. What a
   * tenant's prefix leads to is not divided by model.
   * @default - `backend` takes everything
   */
  readonly targets?: LlmTarget[];
  /**
   * The header that says which model is meant, for targets that compare it. A `ModelRouter` sets this one, as it stands
   * in the body; without it in front, the client must.
   * @default X-Gateway-Model-Name
   */
  readonly modelNameHeader?: string;
  /**
   * Another backend for the time when one does not answer. It stands in for `backend` and for every target.
   * @default - none
   */
  readonly fallback?: LlmFallback;
  /**
   * How many tokens callers may use (Kuadrant TokenRateLimitPolicy for the HTTPRoute). The cluster needs Kuadrant: Istio and Gateway API
   * count requests at most. Each limit holds by itself.
   * @default - none
   */
  readonly tokenRateLimits?: TokenRateLimit[];
  /**
   * OpenAI chat completions, `/v1/chat/completions`.
   * @default - exposed if no API is named
   */
  readonly chatCompletions?: LlmApiOptions;
  /**
   * OpenAI completions, `/v1/completions`.
   * @default - exposed if no API is named
   */
  readonly completions?: LlmApiOptions;
  /**
   * OpenAI embeddings, `/v1/embeddings`.
   * @default - exposed if no API is named
   */
  readonly embeddings?: LlmApiOptions;
  /**
   * OpenAI responses, `/v1/responses` and below.
   * @default - exposed if no API is named
   */
  readonly responses?: LlmApiOptions;
  /**
   * The list of models, `/v1/models` and below.
   * @default - exposed if no API is named
   */
  readonly models?: LlmApiOptions;
  /**
   * Anthropic messages, `/v1/messages` and below.
   * @default - exposed if no API is named
   */
  readonly messages?: LlmApiOptions;
  /**
   * What stands in front of the API paths.
   * @default /v1
   */
  readonly basePath?: string;
  /**
   * A prefix in front of `basePath` that callers write and the model server does not see: `/team-a` serves
   * `/team-a/v1/chat/completions`.
   * @default - none
   */
  readonly pathPrefix?: string;
  /**
   * A header that says which model is meant, compared in every rule: for several models on one host. Something in front
   * must set it, the client or a `ModelRouter` (`modelHeader(pool)` of it); without it the request does not match. A request for the list of models
   * names none: expose `models` by a route without this. For several models in one route use `targets`.
   * @default - the model is not compared
   */
  readonly modelHeader?: HeaderMatch;
  /**
   * A server that gets a copy of the requests. It generates too: the copy costs what the request costs.
   * @default - none
   */
  readonly mirror?: Mirror;
}

/** OpenAI-compatible APIs of one or several LLM servers, each with a limit that does not cut its stream. */
export class LlmRoute extends Construct {
  private readonly route: Route;

  constructor(scope: Construct, id: string, props: LlmRouteProps) {
    super(scope, id);
    checkProps(Site.of(this), 'LlmRouteProps', props);
    const surroundings = surroundingsOf(this, props);
    this.route = new Route(this, surroundings, props, llmRules(surroundings, props));
    if (props.tokenRateLimits) {
      declareTokenRateLimits(this, {
        site: surroundings.site.at('tokenRateLimits'),
        namespace: surroundings.namespace,
        routes: this.route.gatewayRoutes,
        limits: props.tokenRateLimits,
      });
    }
  }

  /**
   * Allows a caller in the mesh to use the route, at its Service and at the pods behind it.
   * @param caller a workload, or Caller.serviceAccount(…), Caller.namespace(…)
   * @param options methods and paths; everything if left out
   */
  public allowFrom(caller: ICaller, options: AccessOptions = {}): void {
    this.route.allowFrom(caller, options);
  }
}

const MODEL_NAME_HEADER = 'X-Gateway-Model-Name';

/** Some of the requests, and where they go. */
interface Stream {
  readonly backend: BackendConfig;
  readonly headers: readonly HeaderMatchConfig[];
  readonly pathPrefix?: string;
  /** The model is compared, which a request for the list of models does not name. */
  readonly comparesModel: boolean;
  readonly site: Site;
}

function llmRules(surroundings: RouteSurroundings, props: LlmRouteProps): RouteRule[] {
  const { site } = surroundings;
  const mirrors = props.mirror ? [bindMirror({ ...surroundings, site: site.at('mirror') }, props.mirror)] : [];
  const fallback = props.fallback && bindFallback(surroundings, props.fallback);
  const streams = streamsOf(surroundings, props);
  streams.forEach(({ backend, site: at }) => checkTakesJson(at.at('backend'), backend));
  return exposedApis(site, props, streams).flatMap((name) => {
    const basics = bindRuleBasics(surroundings, props, bindApiLimits(site, name, props[name] ?? {}, props));
    return streams.filter(({ comparesModel }) => name !== 'models' || !comparesModel).flatMap((stream) => {
      const { match, rewrite } = pathOf(site, stream, props, name);
      const rule = (headers: readonly HeaderMatchConfig[], backends: RouteRule['backends']): RouteRule => ({
        ...basics, matches: [{ path: match, headers, queryParams: [] }], backends, mirrors, ...(rewrite && { rewrite }),
      });
      if (fallback) {
        checkFallback(site, stream.backend, stream.headers, fallback);
      }
      return [
        ...(fallback ? [rule([...stream.headers, fallback.header], [{ backend: fallback.backend, weight: 100 }])] : []),
        rule(stream.headers, backendsWith(surroundings, stream.backend, fallback)),
      ];
    });
  });
}

/** The narrower comparison first: models, publishers, tenants, and what is left. */
function streamsOf(surroundings: RouteSurroundings, props: LlmRouteProps): Stream[] {
  const { site } = surroundings;
  const targets = bindTargets(surroundings, props);
  const headers = props.modelHeader ? [props.modelHeader._bind(site.at('modelHeader'))] : [];
  const rest = props.backend?._bind({ ...surroundings, site: site.at('backend') });
  const { pathPrefix } = props;
  site.at('backend').check(rest !== undefined || targets.length > 0, {
    problem: 'is needed: the route leads nowhere',
    fix: 'give backend, or targets',
  });
  return [
    ...targets.map(({ backend, header, pathPrefix: tenant, site: at }) => ({
      backend, headers: header ? [header] : [], pathPrefix: tenant ?? pathPrefix, comparesModel: header !== undefined, site: at,
    })),
    ...(rest ? [{ backend: rest, headers, pathPrefix, comparesModel: false, site }] : []),
  ];
}

function bindTargets(surroundings: RouteSurroundings, props: LlmRouteProps): LlmTargetConfig[] {
  const { site } = surroundings;
  const targets = (props.targets ?? []).map((target, i) => ({ target, site: site.at('targets', i) }));
  const compared = targets.some(({ target }) => target._comparesModel);
  site.at('targets').check(props.targets?.length !== 0, { problem: 'must not be empty', got: [], fix: 'name a target, or leave the prop out' });
  site.at('modelNameHeader').check(props.modelNameHeader === undefined || compared, {
    problem: 'has no effect: no target compares the model',
    got: props.modelNameHeader,
    fix: 'leave it out, or use LlmTarget.model or LlmTarget.publisher',
  });
  site.at('modelHeader').check(props.modelHeader === undefined || targets.length === 0, {
    problem: 'compares a model for the whole route, and targets compare one each',
    fix: 'leave it out, and name the model by LlmTarget.model',
  });
  targets.forEach(({ target, site: at }) => at.at('pathPrefix').check(target._comparesModel || props.pathPrefix === undefined, {
    problem: `differs from that of the route, ${props.pathPrefix}`,
    fix: 'leave pathPrefix of the route out, or make a route for the tenant',
  }));
  const header = props.modelNameHeader === undefined ? MODEL_NAME_HEADER : checkHeaderName(site.at('modelNameHeader'), props.modelNameHeader);
  return targets
    .sort((a, b) => a.target._order - b.target._order)
    .map(({ target, site: at }) => target._bind({ ...surroundings, site: at }, header));
}

function exposedApis(site: Site, props: LlmRouteProps, streams: readonly Stream[]): LlmApiName[] {
  const all = Object.keys(LLM_APIS) as LlmApiName[];
  const named = all.filter((name) => props[name] !== undefined);
  site.at('models').check(props.models === undefined || streams.some(({ comparesModel }) => !comparesModel), {
    problem: 'can reach no backend: a request for the list of models names none, and every target compares the model',
    fix: 'give backend, which answers it, or leave it out',
  });
  return named.length > 0 ? named : all;
}

/** What callers write, and what the model server sees instead. */
function pathOf(
  site: Site, stream: Stream, props: LlmRouteProps, name: LlmApiName,
): { readonly match: RequestMatch['path']; readonly rewrite?: RouteRule['rewrite'] } {
  const { path, type } = LLM_APIS[name];
  const { inner, outer } = basePaths(site, stream, props);
  return inner === outer
    ? { match: { type, value: `${outer}${path}` } }
    // A prefix can only be taken off a prefix match, so a tenant's paths are never exact.
    : { match: { type: 'PathPrefix', value: `${outer}${path}` }, rewrite: { prefix: `${inner}${path}` } };
}

/** In front of the API paths: what the model server sees, and what callers write. */
function basePaths(
  routeSite: Site, { site, pathPrefix }: Stream, { basePath = '/v1' }: LlmRouteProps,
): { readonly inner: string; readonly outer: string } {
  const inner = checkPath(routeSite.at('basePath'), basePath).replace(/\/+$/, '');
  site.at('pathPrefix').check(pathPrefix !== '/', { problem: 'must be more than /, which says nothing', got: pathPrefix, fix: "write '/team-a', or leave it out" });
  const outer = pathPrefix === undefined ? inner : `${checkPath(site.at('pathPrefix'), pathPrefix).replace(/\/+$/, '')}${inner}`;
  return { inner, outer };
}
