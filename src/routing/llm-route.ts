import { Construct } from 'constructs';
import type { Backend } from './backend';
import type { LlmApiName, LlmApiOptions } from './llm-api';
import { bindApiLimits, LLM_APIS } from './llm-api';
import type { Mirror } from './mirror';
import { bindMirror } from './mirror';
import { Route, surroundingsOf } from './route';
import type { RouteSurroundings } from './route';
import type { LimitedRouteProps } from './route-props';
import type { RouteRule } from './rule';
import { bindRuleBasics } from './rule-basics';
import type { HeaderMatch } from '../core/match/header-match';
import { checkPath } from '../core/match/path-match';
import type { AccessOptions } from '../security/access';
import type { ICaller } from '../security/caller';

/** Properties of a route to an LLM server. The APIs that are named are exposed; if none is, all of them are. */
export interface LlmRouteProps extends LimitedRouteProps {
  /** Where requests go. */
  readonly backend: Backend;
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
   * must set it, the client or a body-based router; without it the request does not match. A request for the list of models
   * names none: expose `models` by a route without this.
   * @default - the model is not compared
   */
  readonly modelHeader?: HeaderMatch;
  /**
   * A server that gets a copy of the requests. It generates too: the copy costs what the request costs.
   * @default - none
   */
  readonly mirror?: Mirror;
}

/** OpenAI-compatible APIs of one LLM server, each with a limit that does not cut its stream. */
export class LlmRoute extends Construct {
  private readonly route: Route;

  constructor(scope: Construct, id: string, props: LlmRouteProps) {
    super(scope, id);
    const surroundings = surroundingsOf(this, props);
    this.route = new Route(this, surroundings, props, llmRules(surroundings, props));
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

function llmRules(surroundings: RouteSurroundings, props: LlmRouteProps): RouteRule[] {
  const { site } = surroundings;
  const backend = props.backend._bind({ ...surroundings, site: site.at('backend') });
  const mirrors = props.mirror ? [bindMirror({ ...surroundings, site: site.at('mirror') }, props.mirror)] : [];
  const headers = props.modelHeader ? [props.modelHeader._bind(site.at('modelHeader'))] : [];
  const { inner, outer } = basePaths(surroundings, props);
  return exposedApis(props).map((name) => {
    const { path, type } = LLM_APIS[name];
    // A prefix can only be taken off a prefix match, so a tenant's paths are never exact.
    const match = { type: inner === outer ? type : 'PathPrefix' as const, value: `${outer}${path}` };
    return {
      ...bindRuleBasics(surroundings, props, bindApiLimits(site, name, props[name] ?? {}, props)),
      matches: [{ path: match, headers, queryParams: [] }],
      backends: [{ backend, weight: 100 }],
      mirrors,
      ...(inner !== outer && { rewrite: { prefix: `${inner}${path}` } }),
    };
  });
}

function exposedApis(props: LlmRouteProps): LlmApiName[] {
  const all = Object.keys(LLM_APIS) as LlmApiName[];
  const named = all.filter((name) => props[name] !== undefined);
  return named.length > 0 ? named : all;
}

/** In front of the API paths: what the model server sees, and what callers write. */
function basePaths({ site }: RouteSurroundings, { basePath = '/v1', pathPrefix }: LlmRouteProps): { readonly inner: string; readonly outer: string } {
  const inner = checkPath(site.at('basePath'), basePath).replace(/\/+$/, '');
  site.at('pathPrefix').check(pathPrefix !== '/', { problem: 'must be more than /, which says nothing', got: pathPrefix, fix: "write '/team-a', or leave it out" });
  const outer = pathPrefix === undefined ? inner : `${checkPath(site.at('pathPrefix'), pathPrefix).replace(/\/+$/, '')}${inner}`;
  return { inner, outer };
}
