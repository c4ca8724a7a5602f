import type { AuthorizationPolicySpec, RequestAuthenticationSpec } from '../../../../imports/security.istio.io';
import { DataPlane } from '../../../core/versions/data-plane';
import { targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, GATEWAY, REQUEST_AUTHENTICATION } from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SIDECAR_NAMESPACE } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata:
    name: tokens
    namespace: ml-serving
  spec:
    jwtRules:
      - issuer: https://issuer.example.com
        jwksUri: https://issuer.example.com/keys
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    rules:
      - from:
          - source:
              requestPrincipals:
                - https://issuer.example.com/*
`, EXAMPLE_POD, SIDECAR_NAMESPACE);

export const tokenOfNobody = rule({
  code: 'MLM0427',
  name: 'token-of-nobody',
  severity: 'error',
  title: 'A policy asks for tokens that its proxies do not read',
  kinds: [AUTHORIZATION_POLICY],
  message: '{text} is the principal of no token: {problem}',
  why: 'A request has a principal, <issuer>/<subject>, only after a RequestAuthentication at the same proxy has checked its token; issuers are compared to the letter, with a slash at their '
    + 'end too. Of any other principal an ALLOW policy refuses everybody, and a DENY policy nobody.',
  fix: 'write the issuer of a jwtRule of the same pods, a slash and the subject or *; or add a RequestAuthentication for them',
  isAbsence: true,
  cases: ['tokens/foreign'],
  evidence: 'a request with a valid token gets 403',
  bad: altered(GOOD, ['- https://issuer.example.com/*', '- https://other.example.com/* # <- MLM0427']),
  good: GOOD,
  * check(policy, { index }) {
    const read = issuersAt(policy, index);
    for (const { text, at } of read === undefined ? [] : principalsOf(policy)) {
      const issuer = issuerOf(text);
      const isSplit = text.includes('/') || text.includes('*');
      if (read!.length === 0 || !isSplit || (issuer !== undefined && !read!.includes(issuer))) {
        yield { at, data: { text, problem: problemOf(text, read!) } };
      }
    }
  },
});

/** The issuers whose tokens some proxy reads at which the policy holds, or undefined where the proxies are not known. */
function issuersAt(policy: ManifestObject, index: ManifestIndex): readonly string[] | undefined {
  const pods = index.policies.podsOf(policy);
  // Of what stands in targetRefs, a waypoint in another namespace may read the tokens.
  if (targetRefs(policy).length > 0) {
    return issuersOf(index.all(REQUEST_AUTHENTICATION));
  }
  const areKnown = pods.length > 0 && pods.every((each) => each.owner.is(GATEWAY) || index.namespaces.membership(each) === DataPlane.SIDECAR);
  return areKnown ? issuersOf(pods.flatMap((each) => index.policies.atProxy(each, REQUEST_AUTHENTICATION))) : undefined;
}

function issuersOf(authentications: readonly ManifestObject<RequestAuthenticationSpec>[]): string[] {
  return authentications.flatMap(({ spec: { jwtRules = [] } }) => jwtRules.map(({ issuer = '' }) => issuer));
}

function principalsOf(policy: ManifestObject<AuthorizationPolicySpec>): { readonly text: string; readonly at: Location }[] {
  return (policy.spec.rules ?? []).flatMap(({ from = [], when = [] }, i) => [
    ...from.flatMap(({ source = {} }, j) => (source.requestPrincipals ?? []).map((text, k) => (
      { text, at: policy.at('spec', 'rules', i, 'from', j, 'source', 'requestPrincipals', k) }))),
    ...when.flatMap(({ key, values = [] }, j) => (key !== 'request.auth.principal' ? [] : values.map((text, k) => (
      { text, at: policy.at('spec', 'rules', i, 'when', j, 'values', k) })))),
  ]);
}

/** The issuer that a principal names in full (pilot/pkg/security/authz/model/generator.go `requestPrincipalGenerator`). */
function issuerOf(text: string): string | undefined {
  const slash = text.lastIndexOf('/');
  return text.startsWith('*') || slash < 0 ? undefined : text.slice(0, slash);
}

function problemOf(text: string, read: readonly string[]): string {
  if (read.length === 0) {
    return 'no RequestAuthentication with jwtRules is for the same pods';
  }
  return read.includes(text) ? 'it is an issuer, without / and a subject' : `the issuers are ${read.join(', ')}`;
}
