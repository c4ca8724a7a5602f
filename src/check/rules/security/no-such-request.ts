import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: model
    rules:
      - from:
          - source:
              principals:
                - cluster.local/ns/ml-frontend/sa/frontend
        to:
          - operation:
              methods:
                - POST
              paths:
                - /v1/models/{*}/infer
`;

/** Why a text is never found, and what to write instead. */
interface Never {
  readonly problem: string;
  readonly fix?: string;
}

type Judge = (text: string) => Never | undefined;

interface Asked {
  readonly texts: readonly string[] | undefined;
  readonly at: Location;
  readonly judge: Judge;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];
const SPIFFE = /^spiffe:\/\//;
/** What begins with the namespace: no trust domain is left out by a wildcard, and none is called `ns`. */
const WITHOUT_DOMAIN = /^\/?ns\/(?!ns\/)[^/]+\/(sa\/|\*$)/;
/** The rest of a path, as an expression. That of `/.*` alone may be hidden files. */
const EXPRESSION = /^(\/.+\/)\.\*$/;

const OPERATION: Readonly<Record<string, Judge>> = {
  methods: methodProblem, notMethods: methodProblem, paths: pathProblem, notPaths: pathProblem, hosts: wildcardProblem, notHosts: wildcardProblem,
};

export const noSuchRequest = rule({
  code: 'MLM0425',
  name: 'no-such-request',
  severity: 'error',
  title: 'A policy asks for what no request has',
  kinds: [AUTHORIZATION_POLICY],
  message: '{text} is found in no request: {problem}',
  why: 'Principals, methods and paths are compared as text, with * at one end only. What was meant as an expression, as a URI or in another spelling is never found: an ALLOW policy refuses '
    + 'everybody then, and a DENY policy lets pass what it was written against. Nobody refuses the object.',
  fix: 'write the principal as <trust domain>/ns/<namespace>/sa/<account>, the method in capitals, the path from its first slash and without its query',
  cases: ['policies/no-such-request'],
  evidence: 'callers whom the ALLOW policies name get 403, requests that the DENY policy names get 200',
  bad: altered(GOOD, ['- cluster.local/ns/ml-frontend/sa/frontend', '- ns/ml-frontend/sa/frontend # <- MLM0425'], ['- POST', '- post # <- MLM0425'], ['/v1/models/{*}/infer', '/v1/models/*/infer # <- MLM0425']),
  good: GOOD,
  * check(policy) {
    for (const { texts = [], at, judge } of asked(policy)) {
      for (const [k, text] of texts.entries()) {
        const never = judge(text);
        if (never !== undefined) {
          yield { at: at.at(k), data: { text, problem: never.problem }, fix: never.fix };
        }
      }
    }
  },
});

function asked(policy: ManifestObject<AuthorizationPolicySpec>): Asked[] {
  return (policy.spec.rules ?? []).flatMap(({ from = [], to = [], when = [] }, i) => {
    const at = policy.at('spec', 'rules', i);
    return [
      ...from.flatMap(({ source }, j) => (['principals', 'notPrincipals'] as const).map((field) => (
        { texts: source?.[field], at: at.at('from', j, 'source', field), judge: principalProblem }))),
      ...to.flatMap(({ operation }, j) => Object.entries(OPERATION).map(([field, judge]) => (
        { texts: operation?.[field as keyof typeof operation], at: at.at('to', j, 'operation', field), judge }))),
      ...when.filter(({ key }) => key === 'source.principal').flatMap((condition) => (['values', 'notValues'] as const).map((field) => (
        { texts: condition[field], at: at.at('when', when.indexOf(condition), field), judge: principalProblem }))),
    ];
  });
}

function principalProblem(text: string): Never | undefined {
  if (SPIFFE.test(text)) {
    return { problem: 'principals are written without spiffe://', fix: `write ${text.replace(SPIFFE, '')}` };
  }
  if (WITHOUT_DOMAIN.test(text)) {
    const account = text.replace(/^\//, '');
    return { problem: 'a principal begins with the trust domain', fix: text.endsWith('*') ? `write cluster.local/${account}` : `write cluster.local/${account}, or */${account}` };
  }
  return wildcardProblem(text);
}

function methodProblem(text: string): Never | undefined {
  const method = text.toUpperCase();
  return text !== method && METHODS.includes(method) ? { problem: 'methods are in capitals', fix: `write ${method}` } : wildcardProblem(text);
}

function pathProblem(text: string): Never | undefined {
  const [path] = text.split(/[?#]/);
  const expression = EXPRESSION.exec(text);
  if (path !== text) {
    return { problem: 'paths are compared without query and fragment', fix: path === '' ? undefined : `write ${path}` };
  }
  if (expression !== null) {
    return { problem: `it is no expression, but ${text.slice(0, -1)} and what follows`, fix: `write ${expression[1]}*` };
  }
  if (/^[^/*{]/.test(text)) {
    return { problem: 'every path begins with a slash', fix: `write /${text.replace(/^\^\/?/, '')}` };
  }
  return /[{}]/.test(text) ? undefined : wildcardProblem(text, 'write {*} for one segment of a path, {**} for any');
}

/** A wildcard at one end is one; any other is compared as a character. */
function wildcardProblem(text: string, fix?: string): Never | undefined {
  const rest = text.startsWith('*') ? text.slice(1) : text.replace(/\*$/, '');
  return rest.includes('*') ? { problem: '* stands for something at one end only, and is a character elsewhere', fix } : undefined;
}
