import { targetedServices } from './admission';
import type { AuthorizationPolicySpec, PeerAuthenticationSpec } from '../../../../imports/security.istio.io';
import type { Kind } from '../../../manifest/kind';
import { AUTHORIZATION_POLICY, INFERENCE_POOL, PEER_AUTHENTICATION } from '../../../manifest/kinds';
import { hasLabels } from '../../../manifest/labels';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { SERVICE_OF_OTHER_PORT } from '../object-examples';

/** Those of proxies, which no container of an application declares. */
const PROXY_PORTS = { from: 15000, to: 15999 };

const GOOD = together(yaml`
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
              serviceAccounts: [ml-frontend/frontend]
        to:
          - operation:
              ports: ["8080"]
`, SERVICE_OF_OTHER_PORT, yaml`
  apiVersion: v1
  kind: Pod
  metadata:
    name: model
    namespace: ml-serving
    labels:
      app: model
  spec:
    containers:
      - name: server
        image: model
        ports:
          - containerPort: 8080
`);

export const portOfNobody = rule({
  code: 'MLM0421',
  name: 'port-of-nobody',
  severity: 'warning',
  title: 'A policy is about a port that its pods, or its Service, do not have',
  kinds: [AUTHORIZATION_POLICY, PEER_AUTHENTICATION] as readonly Kind<AuthorizationPolicySpec | PeerAuthenticationSpec>[],
  message: 'port {port} is none of {owner}: it has {ports}',
  why: 'At the pods, ports are those on which they listen, not those of the Service; before a Service, at its waypoint, they are those of the Service. A rule for another port '
    + 'admits nobody, and denies nobody; a mode of mutual TLS for another port is that of no connection.',
  fix: 'write the targetPort of the Service, or declare the port at the container; in a policy with targetRefs write the port of the Service',
  cases: ['identity/refused-gateway'],
  evidence: 'the caller whom the rule names is refused',
  bad: altered(GOOD, ['ports: ["8080"]', 'ports: ["80"] # <- MLM0421']),
  good: GOOD,
  * check(policy, { index }) {
    const known = [
      ...index.policies.podsOf(policy).map((pods) => ({ owner: pods.owner.id, ports: portsOf(pods, index) })),
      ...targetedServices(policy, index).map((service) => ({ owner: service.id, ports: (service.spec.ports ?? []).map(({ port }) => port) })),
    ];
    // What says nothing of its ports may have any.
    if (known.length === 0 || known.some(({ ports }) => ports.length === 0)) {
      return;
    }
    for (const { port, at } of portsIn(policy)) {
      const number = Number(port);
      if ((number < PROXY_PORTS.from || number > PROXY_PORTS.to) && !known.some(({ ports }) => ports.includes(number))) {
        const [{ owner, ports }] = known;
        yield { at, data: { port, owner, ports: ports.join(', ') } };
      }
    }
  },
});

interface PlacedPort {
  readonly port: string;
  readonly at: Location;
}

function portsIn(policy: ManifestObject): PlacedPort[] {
  if (policy.is<PeerAuthenticationSpec>(PEER_AUTHENTICATION)) {
    return Object.keys(policy.spec.portLevelMtls ?? {}).map((port) => ({ port, at: policy.at('spec', 'portLevelMtls', port).key() }));
  }
  const { rules = [] } = policy.spec as AuthorizationPolicySpec;
  return rules.flatMap(({ to = [] }, i) => to.flatMap(({ operation = {} }, j) => (operation.ports ?? []).map((port, k) => (
    { port, at: policy.at('spec', 'rules', i, 'to', j, 'operation', 'ports', k) }))));
}

/** What the pods declare, and what is sent to them; empty where they declare nothing, so that there may be more. */
function portsOf(pods: PodSet, index: ManifestIndex): readonly number[] {
  const { namespace, labels, annotations, containers, spec: { initContainers = [] } } = pods;
  const declared = [...containers, ...initContainers].flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  const addressed = index.servicesOf(pods).flatMap(({ spec: { ports = [] } }) => ports.map(({ port, targetPort = port }) => Number(targetPort)));
  const picked = index.objects.in(INFERENCE_POOL, namespace)
    .filter(({ spec }) => hasLabels(labels, spec.selector.matchLabels ?? {}))
    .flatMap(({ spec }) => spec.targetPorts.map(({ number }) => number));
  const scraped = Number(annotations['prometheus.io/port'] ?? NaN);
  return declared.length === 0 ? [] : [...new Set([...declared, ...addressed, ...picked, scraped])].filter(Number.isInteger);
}
