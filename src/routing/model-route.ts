import { Construct } from 'constructs';
import type { Backend } from './backend';
import { declaredPaths } from './declared-paths';
import { bindLimits } from './limits';
import type { Mirror } from './mirror';
import { bindMirror } from './mirror';
import { Route, surroundingsOf } from './route';
import type { LimitedRouteProps } from './route-props';
import type { RequestMatch, RouteRule } from './rule';
import { bindRuleBasics } from './rule-basics';
import { checkRouteMethod } from '../core/http';
import type { HeaderMatch } from '../core/match/header-match';
import type { PathMatch, PathMatchConfig } from '../core/match/path-match';
import { checkPath } from '../core/match/path-match';
import type { QueryParamMatch } from '../core/match/query-param-match';
import { checkHostname } from '../core/names';
import { checkProps } from '../core/signatures/check-props';
import { Site } from '../core/site';
import type { AccessOptions } from '../security/access';
import type { ICaller } from '../security/caller';

/** Properties of a route to one predictor. */
export interface ModelRouteProps extends LimitedRouteProps {
  /** Where requests go. */
  readonly backend: Backend;
  /**
   * Path prefixes, by segment: `/v1/models/resnet`.
   * @default - every path, unless `pathMatches` names some
   */
  readonly paths?: string[];
  /**
   * Exact paths and regular expressions, besides `paths`.
   * @default - none
   */
  readonly pathMatches?: PathMatch[];
  /**
   * HTTP methods; one of them must be used.
   * @default - every method
   */
  readonly methods?: string[];
  /**
   * Headers; all of them must match.
   * @default - none is compared
   */
  readonly headers?: HeaderMatch[];
  /**
   * Parameters of the query; all of them must match.
   * @default - none is compared
   */
  readonly queryParams?: QueryParamMatch[];
  /**
   * What the matched prefix is replaced by before the model server sees the path. Only with `paths`.
   * @default - the path stays
   */
  readonly rewritePrefix?: string;
  /**
   * What the host is replaced by before the model server sees it (`urlRewrite.hostname`).
   * @default - the host stays
   */
  readonly rewriteHostname?: string;
  /**
   * A backend that gets a copy of the requests; its answers are thrown away.
   * @default - none
   */
  readonly mirror?: Mirror;
}

/** A route from host and path to one predictor: a KServe predictor Service, a Triton server, a gRPC model. */
export class ModelRoute extends Construct {
  private readonly route: Route;

  constructor(scope: Construct, id: string, props: ModelRouteProps) {
    super(scope, id);
    checkProps(Site.of(this), 'ModelRouteProps', props);
    const surroundings = surroundingsOf(this, props);
    const { site } = surroundings;
    const basics = bindRuleBasics(surroundings, props, bindLimits(site, props));
    const backend = props.backend._bind({ ...surroundings, site: site.at('backend') });
    const rewrite = bindRewrite(site, props);
    const rule = {
      ...basics,
      backends: [{ backend, weight: 100 }],
      mirrors: props.mirror ? [bindMirror({ ...surroundings, site: site.at('mirror') }, props.mirror)] : [],
      ...(rewrite && { rewrite }),
    };
    const matches = bindMatches(site, props);
    // ReplacePrefixMatch goes with exactly one match (CEL rule of HTTPRoute).
    const rules: RouteRule[] = rewrite?.prefix ? matches.map((match) => ({ ...rule, matches: [match] })) : [{ ...rule, matches }];
    this.route = new Route(this, surroundings, props, rules);
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

function bindMatches(site: Site, props: ModelRouteProps): RequestMatch[] {
  const paths = declaredPaths(site, props);
  site.at('methods').check(props.methods?.length !== 0, {
    problem: 'must not be empty, since no request would match',
    got: [],
    fix: 'name a method, or leave the prop out for every method',
  });
  props.methods?.forEach((method, i) => checkRouteMethod(site.at('methods', i), method));
  const headers = (props.headers ?? []).map((header, i) => header._bind(site.at('headers', i)));
  const queryParams = (props.queryParams ?? []).map((param, i) => param._bind(site.at('queryParams', i)));
  checkOnce(site.at('headers'), headers.map(({ name }) => name.toLowerCase()));
  checkOnce(site.at('queryParams'), queryParams.map(({ name }) => name));
  checkOnce(site.at('methods'), props.methods ?? []);
  return paths.flatMap((path: PathMatchConfig) => (props.methods ?? [undefined]).map((method) => ({ path, headers, queryParams, method })));
}

function checkOnce(site: Site, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  site.check(twice === undefined, { problem: 'names something twice, and a match compares it once', got: twice, fix: 'use one regular expression' });
}

function bindRewrite(site: Site, { rewritePrefix, rewriteHostname, pathMatches, paths }: ModelRouteProps) {
  if (rewritePrefix === undefined && rewriteHostname === undefined) {
    return undefined;
  }
  if (rewritePrefix !== undefined) {
    checkPath(site.at('rewritePrefix'), rewritePrefix);
    site.at('rewritePrefix').check(!pathMatches?.length && (paths?.length ?? 0) > 0, {
      problem: 'replaces a prefix, and the route matches other paths too',
      got: rewritePrefix,
      fix: 'give paths only, or put the other matches into a second ModelRoute',
    });
    site.at('rewritePrefix').check(!paths?.includes('/'), {
      problem: "replaces the prefix '/', which Istio does without a slash: '/v2' makes '/v2predict' of '/predict'",
      got: rewritePrefix,
      fix: 'name the prefixes in paths one by one',
    });
  }
  if (rewriteHostname !== undefined) {
    checkHostname(site.at('rewriteHostname'), rewriteHostname);
    site.at('rewriteHostname').check(!rewriteHostname.startsWith('*'), { problem: 'must be one host', got: rewriteHostname, fix: 'name it in full' });
  }
  return { prefix: rewritePrefix, hostname: rewriteHostname };
}
