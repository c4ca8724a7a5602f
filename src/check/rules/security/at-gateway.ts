import { gatewayPods } from '../../../manifest/istio/gateway-pods';
import { selectorOf, targetRefs } from '../../../manifest/istio/policies';
import type { Kind } from '../../../manifest/kind';
import * as kinds from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';
import { namedGateways } from '../istio/virtual-service/named-gateways';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

const SELECTED = yaml`
  apiVersion: telemetry.istio.io/v1
  kind: Telemetry
  metadata:
    name: logs
    namespace: gateways
  spec:
    targetRefs:
      - group: gateway.networking.k8s.io
        kind: Gateway
        name: edge
    accessLogging:
      - providers:
          - name: envoy
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: gateways
  spec:
    gatewayClassName: istio
    listeners:
      - name: http
        port: 80
        protocol: HTTP
`;

const SELECTING_KINDS = [kinds.REQUEST_AUTHENTICATION, kinds.AUTHORIZATION_POLICY, kinds.TELEMETRY, kinds.WASM_PLUGIN] as readonly Kind[];

export const selectorAtGateway = rule({
  code: 'MLM0415',
  name: 'selector-at-gateway',
  severity: 'warning',
  title: 'A policy chooses the pods of a Gateway of Gateway API by their labels',
  kinds: SELECTING_KINDS,
  message: 'the selector chooses pods of the Gateway {name}: name it in targetRefs instead',
  why: 'The labels of those pods are istiod\'s business and change with the name of the Gateway. Waypoints take policies by targetRefs only and pass over this one, and istioctl '
    + 'analyze calls a selector there ineffective.',
  fix: 'write targetRefs with group gateway.networking.k8s.io, kind Gateway and its name',
  sameAs: ['IST0166'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/k8sgateway/workloadselector.go, pilot/pkg/model/policyattachment.go. '
    + 'No case: at a gateway the policy holds today, at a waypoint MLM0407 and its case tell of it',
  bad: altered(SELECTED, ['  targetRefs:\n    - group: gateway.networking.k8s.io\n      kind: Gateway\n      name: edge\n',
    '  selector:\n    matchLabels: # <- MLM0415\n      gateway.networking.k8s.io/gateway-name: edge\n']),
  good: SELECTED,
  * check(policy, { index }) {
    const labels = targetRefs(policy).length > 0 ? undefined : selectorOf(policy);
    const selected = labels === undefined ? [] : index.pods.matching(policy.namespace, labels);
    const pods = selected.find((each) => each.labels[GATEWAY_NAME] !== undefined);
    if (pods !== undefined) {
      yield { at: policy.at('spec', 'selector', 'matchLabels'), data: { name: pods.labels[GATEWAY_NAME] } };
    }
  },
});

const CLAIMS = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: gateways
  spec:
    gateways:
      - edge
    hosts:
      - inference.example.com
    http:
      - match:
          - headers:
              "@request.auth.claims.tier":
                exact: gold
        directResponse:
          status: 200
      - directResponse:
          status: 403
  ---
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: gateways
  spec:
    selector:
      istio: ingress
    servers:
      - hosts:
          - inference.example.com
        port:
          number: 80
          name: http
          protocol: HTTP
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: ingress
    namespace: gateways
  spec:
    selector:
      istio: ingress
    ports:
      - name: http
        port: 80
  ---
  apiVersion: v1
  kind: Pod
  metadata:
    name: ingress
    namespace: gateways
    labels:
      istio: ingress
  spec:
    containers:
      - name: istio-proxy
        image: proxyv2
  ---
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata:
    name: tokens
    namespace: gateways
  spec:
    selector:
      matchLabels:
        istio: ingress
    jwtRules:
      - issuer: https://issuer.example.com
  ---
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: only-with-tokens
    namespace: gateways
  spec:
    rules:
      - when:
          - key: request.auth.claims[tier]
            values: [gold, silver]
`;

/** Where tokens are read. */
const TOKENS = 'name: tokens\n  namespace: gateways\nspec:\n  selector:\n    matchLabels:\n      istio: ingress\n';

const CLAIM = /^@request\.auth\.claims[.[]/;

export const claimsWithoutTokens = rule({
  code: 'MLM0416',
  name: 'claims-without-tokens',
  severity: 'error',
  title: 'A route asks for a claim, and the gateway reads no tokens',
  kinds: [kinds.VIRTUAL_SERVICE],
  message: 'no RequestAuthentication is for {pods}, so that no request has the claim of {header}',
  why: 'Claims are known only after a RequestAuthentication at the same proxy has checked the token. Without one the match holds for nobody, whatever token a request brings.',
  fix: 'add a RequestAuthentication for the pods of the gateway',
  sameAs: ['IST0149'],
  isAbsence: true,
  options: { dataPlane: 'sidecar' },
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/virtualservice/jwtclaimroute.go. No case: the box has no gateway of the older API with tokens',
  bad: altered(CLAIMS, ['"@request.auth.claims.tier":', '"@request.auth.claims.tier": # <- MLM0416'], [TOKENS, 'name: tokens\n  namespace: ml-serving\nspec:\n']),
  good: CLAIMS,
  * check(service, { index }) {
    const [claim] = (service.spec.http ?? []).flatMap(({ match = [] }, i) => match.flatMap((one, j) => (['headers', 'withoutHeaders'] as const).flatMap((field) => (
      Object.keys(one[field] ?? {}).filter((name) => CLAIM.test(name)).map((name) => ({ name, at: service.at('spec', 'http', i, 'match', j, field, name) }))))));
    for (const { namespace, name } of claim === undefined ? [] : namedGateways(service)) {
      const gateway = index.find(kinds.ISTIO_GATEWAY, namespace, name);
      const pods = gateway && gatewayPods(gateway, index).find((each) => index.policies.on(each, kinds.REQUEST_AUTHENTICATION).length === 0);
      if (pods !== undefined) {
        yield { at: claim.at, data: { pods: pods.owner.id, header: claim.name } };
        return;
      }
    }
  },
});

const ISTIOD = yaml`
  apiVersion: security.istio.io/v1
  kind: RequestAuthentication
  metadata:
    name: tokens
    namespace: ml-serving
  spec:
    jwtRules:
      - issuer: https://issuer.example.com
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: istiod
    namespace: istio-system
    labels:
      app: istiod
  spec:
    selector:
      matchLabels:
        app: istiod
    template:
      metadata:
        labels:
          app: istiod
      spec:
        containers:
          - name: discovery
            image: pilot
            env:
              - name: BLOCKED_CIDRS_IN_JWKS_URIS
                value: 169.254.0.0/16
`;

const BLOCKED = 'BLOCKED_CIDRS_IN_JWKS_URIS';

export const unrestrictedKeys = rule({
  code: 'MLM0417',
  name: 'unrestricted-keys',
  severity: 'warning',
  title: 'Keys of tokens are fetched from wherever a RequestAuthentication says',
  kinds: [kinds.DEPLOYMENT],
  message: `${BLOCKED} is not set, and {count} RequestAuthentication may name an address`,
  why: 'The control plane itself fetches the keys of jwksUri and of issuers. Whoever may write a RequestAuthentication can have it call addresses that only istiod reaches: the metadata of the '
    + 'cloud, services of the cluster.',
  fix: `set ${BLOCKED} on istiod to the ranges that nobody fetches keys from`,
  sameAs: ['IST0175'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/authn/blockedcidrs.go. No case: nothing fails, somebody could read what is not theirs',
  bad: altered(ISTIOD, [`            env:
              - name: BLOCKED_CIDRS_IN_JWKS_URIS
                value: 169.254.0.0/16
`.replace(/^ {2}/gm, ''), ''], ['name: istiod\n', 'name: istiod # <- MLM0417\n']),
  good: ISTIOD,
  * check(deployment, { index }) {
    const count = deployment.labels.app === 'istiod' ? index.all(kinds.REQUEST_AUTHENTICATION).length : 0;
    const environment = count === 0 ? [] : (deployment.spec.template?.spec?.containers ?? []).flatMap(({ env = [] }) => env);
    if (count > 0 && !environment.some(({ name, value }) => name === BLOCKED && value)) {
      yield { at: deployment.at('metadata', 'name'), data: { count } };
    }
  },
});
