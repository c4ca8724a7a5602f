import * as fc from 'fast-check';
import { Site } from '../../src/core/site';
import { accessRule, checkPolicyPath, needsHttp } from '../../src/security/access';
import { Caller } from '../../src/security/caller';

const SITE = Site.named('app/chat', 'allowFrom');
const frontend = Caller.serviceAccount('web', 'frontend');

test('an edge is who, and what it may do', () => {
  expect(accessRule(SITE, frontend, { methods: ['GET'], paths: ['/v1/models/*'] }))
    .toEqual({ caller: { namespace: 'web', serviceAccount: 'frontend' }, methods: ['GET'], paths: ['/v1/models/*'] });
  expect(accessRule(SITE, Caller.namespace('web'), {})).toEqual({ caller: { namespace: 'web' } });
});

test('methods and paths need HTTP, a caller alone does not', () => {
  const needs = (options: object) => needsHttp(accessRule(SITE, frontend, options));
  expect([needs({}), needs({ methods: ['GET'] }), needs({ paths: ['/'] })]).toEqual([false, true, true]);
});

test('an empty list would allow everything', () => {
  for (const prop of ['methods', 'paths']) {
    expect(() => accessRule(SITE, frontend, { [prop]: [] })).toThrow(
      `[app/chat] allowFrom.${prop} must not be empty, since an empty list would allow everything, got []: name at least one, or leave the prop out to allow all`);
  }
});

test('each method and path is checked in its place', () => {
  expect(() => accessRule(SITE, frontend, { methods: ['GET', 'post'] })).toThrow(/^\[app\/chat\] allowFrom\.methods\[1\] must be an HTTP method in capitals, got 'post'/);
  expect(() => accessRule(SITE, frontend, { paths: ['/a', 'b'] })).toThrow(
    "[app/chat] allowFrom.paths[1] must be a path of an authorization policy: /exact, /prefix/*, */suffix, *, or a template with {*} and, last, {**} as whole segments, got 'b': write for example '/v1/models/*'");
});

test('namespace and service account of a caller are checked', () => {
  expect(() => accessRule(SITE, Caller.namespace('Web'), {})).toThrow(/^\[app\/chat\] allowFrom\.namespace must be a namespace name.*got 'Web'/);
  expect(() => accessRule(SITE, Caller.serviceAccount('web', 'a/b'), {})).toThrow(/^\[app\/chat\] allowFrom\.serviceAccount must be a DNS subdomain.*got 'a\/b'/);
});

const takes = (path: string): boolean => {
  try {
    checkPolicyPath(SITE, path);
    return true;
  } catch {
    return false;
  }
};

test.each(['/', '/healthz', '/v1/models/*', '/v1/mod*', '*/infer', '*', '/v1/models/{*}/infer', '/{**}', '/v1/{*}/x/{**}', '/a:b'])('%s is a policy path', (path) => {
  expect(takes(path)).toBe(true);
});

test.each(['', 'v1', '/a/*/b', '**', '*/a*', '/a b', '/a?b', '/a#b', '/{name}', '/x{*}', '/{**}/x', '/{*', '/a}', '/{*}/b*', '/{*}//b', '{*}', '/*/{*}'])('%p is no policy path', (path) => {
  expect(takes(path)).toBe(false);
});

/** CheckValidPathTemplate of Istio (pkg/config/security/security.go). */
function istioTakesTemplate(path: string): boolean {
  let any = false;
  return path.replace(/^\/+|\/+$/g, '').split('/').every((glob) => {
    if (glob === '{*}' || glob === '{**}') {
      const ok = !any;
      any ||= glob === '{**}';
      return ok;
    }
    return !/[{}]/.test(glob) && (!/\{\*\*?\}/.test(path) || /^[a-zA-Z0-9-._~%!$&'()+,;:@=]+$/.test(glob));
  });
}

test('what is taken for a template is one to Istio', () => {
  const path = fc.array(fc.constantFrom('/', '{*}', '{**}', '{', '}', '*', 'a', '%20')).map((parts) => `/${parts.join('')}`);
  fc.assert(fc.property(path, (text) => {
    if (takes(text)) {
      expect(istioTakesTemplate(text)).toBe(true);
    }
  }), { numRuns: 2000 });
});
