import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import { DataPlane } from '../../../core/versions/data-plane';
import * as kinds from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { AMBIENT_NAMESPACE } from '../object-examples';

type Policy = ManifestObject<AuthorizationPolicySpec>;
type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];

const GOOD = together(yaml`
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
    labels:
      app: model
    annotations:
      prometheus.io/scrape: "true"
      prometheus.io/port: "9090"
  spec:
    containers:
      - name: server
        image: model
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
              namespaces: [ml-frontend]
        to:
          - operation:
              ports: ["8080"]
      - from:
          - source:
              namespaces: [monitoring]
        to:
          - operation:
              ports: ["9090"]
`, AMBIENT_NAMESPACE);

const SCRAPE = 'prometheus.io/scrape';
const PORT = 'prometheus.io/port';

/** What a ztunnel does not see, so that a rule that asks for it admits nobody there. */
const OF_HTTP = ['paths', 'methods', 'hosts'] as const;

const OWNERS = [kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.DAEMON_SET, kinds.POD as unknown as typeof kinds.DEPLOYMENT];

export const scrapingRefused = rule({
  code: 'MLM0706',
  name: 'scraping-refused',
  severity: 'warning',
  title: 'Pods ask to be scraped, and nobody can',
  kinds: OWNERS,
  message: 'port {port} is to be scraped, and {problem}',
  why: 'The scraper is refused like everybody else: there are no metrics of the model, dashboards and autoscalers by them stand still, and nothing else fails.',
  fix: 'admit the account of the scraper to the port, and take the scraper into the mesh where mutual TLS is STRICT (or except the port by portLevelMtls)',
  cases: ['telemetry/scraping-refused'],
  evidence: 'the connection of the scraper is broken off, while callers that the policy admits get 200',
  bad: altered(GOOD, ['ports: ["9090"]', 'ports: ["9091"]'], ['prometheus.io/port: "9090"', 'prometheus.io/port: "9090" # <- MLM0706']),
  good: GOOD,
  * check(owner, { index }) {
    for (const pods of index.pods.of(owner)) {
      const port = pods.annotations[SCRAPE] === 'true' && !isMerged(pods, index) ? Number(pods.annotations[PORT]) : NaN;
      const problem = Number.isInteger(port) ? problemOf(pods, port, index) : undefined;
      if (problem !== undefined) {
        yield { at: pods.at('metadata', 'annotations', PORT), data: { port, problem } };
      }
    }
  },
});

/** A sidecar gives the metrics of the application with its own, on a port of its own that nobody closes. */
function isMerged(pods: PodSet, { namespaces }: ManifestIndex): boolean {
  return namespaces.membership(pods) === DataPlane.SIDECAR && pods.annotations['prometheus.istio.io/merge-metrics'] !== 'false';
}

function problemOf(pods: PodSet, port: number, index: ManifestIndex): string | undefined {
  const membership = index.namespaces.membership(pods);
  if (membership === 'none') {
    return undefined;
  }
  const policies = index.policies.on(pods, kinds.AUTHORIZATION_POLICY);
  const allowing = policies.filter(({ spec: { action = 'ALLOW' } }) => action === 'ALLOW');
  if (allowing.length > 0 && !allowing.some(({ spec: { rules = [] } }) => rules.some((one) => admits(one, port, membership)))) {
    return `no policy admits anybody to it (${allowing.map(({ name }) => name).join(', ')})`;
  }
  const denying = policies.find((policy) => policy.spec.action === 'DENY' && deniesAll(policy, port));
  if (denying !== undefined) {
    return `${denying.name} denies it to everybody`;
  }
  const scrapers = index.pods.all().filter(isScraper);
  const isOutside = scrapers.length > 0 && scrapers.every((each) => index.namespaces.membership(each) === 'none');
  return isOutside && index.peers.modeOf(pods, port) === 'STRICT' ? `it takes mutual TLS only, which ${scrapers[0].owner.id} outside of the mesh does not speak` : undefined;
}

/** Whether some caller may reach the port by the rule; who that is, is not looked at. */
function admits({ to = [] }: Rule, port: number, membership: string): boolean {
  return to.length === 0 || to.some(({ operation = {} }) => (operation.ports === undefined || operation.ports.includes(String(port)))
    && !operation.notPorts?.includes(String(port))
    && (membership !== DataPlane.AMBIENT || OF_HTTP.every((field) => operation[field] === undefined)));
}

function deniesAll({ spec: { rules = [] } }: Policy, port: number): boolean {
  return rules.some(({ from = [], to = [], when = [] }) => from.length === 0 && when.length === 0
    && (to.length === 0 || to.some(({ operation = {} }) => OF_HTTP.every((field) => operation[field] === undefined)
      && (operation.ports?.includes(String(port)) ?? operation.notPorts === undefined))));
}

/** Images of Prometheus, and of agents that scrape for it. */
function isScraper({ containers }: PodSet): boolean {
  return containers.some(({ image = '' }) => /(^|\/)(prometheus|vmagent|alloy|agent)(:|@|$)/.test(image));
}
