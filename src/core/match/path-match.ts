import { checkRegex } from '../regex';
import type { Site } from '../site';

/** The match as rules are rendered from it; not exported. */
export interface PathMatchConfig {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly value: string;
}

/** The HTTPRoute schema's own limits (HTTPPathMatch, gateway.networking.k8s.io/v1). */
const MAX_LENGTH = 1024;
const CHARACTERS = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;
const FORBIDDEN = ['//', '/./', '/../', '%2f', '%2F', '#'];
const FORBIDDEN_ENDS = ['/..', '/.'];

/**
 * How the path of a request is compared. The query is never part of it, and upper and lower case differ.
 *
 * Where several rules match, Istio prefers exact to prefix to regex, then the longer path.
 */
export class PathMatch {
  /**
   * This path and no other.
   * @param path starts with `/`
   */
  public static exact(path: string): PathMatch {
    return new PathMatch('Exact', path);
  }

  /**
   * This path and all below it, segment by segment: `/v1` takes `/v1` and `/v1/models`, not `/v10`.
   * @param path starts with `/`
   */
  public static prefix(path: string): PathMatch {
    return new PathMatch('PathPrefix', path);
  }

  /**
   * The whole path matches an RE2 expression. Behind exact and prefix matches in precedence.
   * @param regex RE2 syntax, at most 1024 characters
   */
  public static regex(regex: string): PathMatch {
    return new PathMatch('RegularExpression', regex);
  }

  /**
   * One method of a gRPC service, whose path is `/package.Service/Method`.
   * @param service with its package: `inference.GRPCInferenceService`
   * @param method the method; all of the service if left out
   */
  public static grpc(service: string, method?: string): PathMatch {
    return method === undefined ? PathMatch.prefix(`/${service}`) : PathMatch.exact(`/${service}/${method}`);
  }

  private constructor(private readonly type: PathMatchConfig['type'], private readonly value: string) {}

  /** @internal */
  public _bind(site: Site): PathMatchConfig {
    return { type: this.type, value: this.type === 'RegularExpression' ? checkRegex(site, this.value) : checkPath(site, this.value) };
  }
}

/** A path that a route may name. */
export function checkPath(site: Site, path: string): string {
  const ok = path.startsWith('/') && path.length <= MAX_LENGTH && CHARACTERS.test(path)
    && !FORBIDDEN.some((part) => path.includes(part)) && !FORBIDDEN_ENDS.some((end) => path.endsWith(end));
  site.check(ok, {
    problem: `must be a path: it starts with /, has no //, /./, /../, %2f, # or spaces, and ${MAX_LENGTH} characters at most`,
    got: path,
    fix: "write for example '/v1/models'; the host goes into hostnames, the query into queryParams",
  });
  return path;
}
