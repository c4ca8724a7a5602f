import type { CallerIdentity, ICaller } from './caller';
import { checkCaller } from './caller';
import { checkMethod } from '../core/http';
import type { Site } from '../core/site';

/** What an allowed caller may do. */
export interface AccessOptions {
  /**
   * HTTP methods in capitals, written to `operation.methods`. Naming one makes the edge an HTTP edge: in ambient mode
   * the Service then gets a waypoint.
   * @default - every method
   */
  readonly methods?: string[];
  /**
   * Paths, written to `operation.paths`: exact (`/healthz`), with a `*` in front or at the end (`/v1/models/*`), or a
   * template (`/v1/models/{*}/infer`, `{**}` last). The query is not part of a path. Like `methods`, an HTTP edge.
   * @default - every path
   */
  readonly paths?: string[];
}

/** One edge: who, and what it may do. Without `caller` and `tokens` it is anybody, with a certificate or without. */
export interface AccessRule {
  readonly caller?: CallerIdentity;
  /** Verified tokens, as `issuer/subject`. */
  readonly tokens?: readonly string[];
  readonly methods?: readonly string[];
  readonly paths?: readonly string[];
  /** Ports of the pod. */
  readonly ports?: readonly number[];
  /** Follows from a route: a declared edge of the same caller that compares HTTP takes its place. */
  readonly implied?: boolean;
}

const PATH_CHARACTERS = /^[-A-Za-z0-9/._~!$&'()*+,;=:@%]+$/;

/** What stands between two slashes of a template (validLiteral of Istio, pkg/config/security). */
const LITERAL = /^[-A-Za-z0-9._~%!$&'()+,;:@=]+$/;

export function accessRule(site: Site, caller: ICaller, options: AccessOptions): AccessRule {
  checkCaller(site, caller.callerIdentity);
  options.methods?.forEach((method, i) => checkMethod(site.at('methods', i), method));
  options.paths?.forEach((path, i) => checkPolicyPath(site.at('paths', i), path));
  for (const prop of ['methods', 'paths'] as const) {
    site.at(prop).check(options[prop]?.length !== 0, {
      problem: 'must not be empty, since an empty list would allow everything',
      got: [],
      fix: 'name at least one, or leave the prop out to allow all',
    });
  }
  return { caller: caller.callerIdentity, methods: options.methods, paths: options.paths };
}

/** True where the decision needs HTTP, which ztunnel does not read. */
export function needsHttp(rule: AccessRule): boolean {
  return rule.methods !== undefined || rule.paths !== undefined;
}

export function checkPolicyPath(site: Site, path: string): void {
  site.check(/[{}]/.test(path) ? isTemplate(path) : isPattern(path), {
    problem: 'must be a path of an authorization policy: /exact, /prefix/*, */suffix, *, or a template with {*} and, last, {**} as whole segments',
    got: path,
    fix: "write for example '/v1/models/*'",
  });
}

/** One star at most, in front or at the end. */
function isPattern(path: string): boolean {
  return path === '*' || (/^[/*]/.test(path) && PATH_CHARACTERS.test(path) && !path.slice(1, -1).includes('*')
    && !(path.startsWith('*') && path.endsWith('*')));
}

function isTemplate(path: string): boolean {
  const segments = path.slice(1).split('/');
  return path.startsWith('/') && segments.every((segment, i) => segment === '{*}'
    || (segment === '{**}' && i === segments.length - 1) || LITERAL.test(segment));
}
