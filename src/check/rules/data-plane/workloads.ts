import { DataPlane } from '../../../core/versions/data-plane';
import * as kinds from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { type Protocol, protocolOf } from '../../../manifest/protocols';
import type { Container, PodSpec, ReplicatedSpec, ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { SIDECAR_NAMESPACE } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    template:
      metadata:
        labels:
          app: model
      spec:
        securityContext:
          runAsUser: 1000
        containers:
          - name: server
            image: model
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      app: model
    ports:
      - name: http
        port: 80
        targetPort: 8080
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model-metrics
    namespace: ml-serving
  spec:
    selector:
      app: model
    ports:
      - name: http-metrics
        port: 9090
`, SIDECAR_NAMESPACE);

const OWNERS = [kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.DAEMON_SET, kinds.POD as unknown as typeof kinds.DEPLOYMENT] as const;

/** The user of the proxy: what it sends is not sent through it again. */
const PROXY_USER = 1337;

export const userOfTheProxy = rule<ReplicatedSpec>({
  code: 'MLM0608',
  name: 'user-of-the-proxy',
  severity: 'warning',
  title: 'Pods run as the user of the sidecar',
  kinds: OWNERS,
  message: `the user ${PROXY_USER} is that of the proxy`,
  why: 'The rules that send traffic through the sidecar leave out what this user sends, so that the proxy does not call itself: requests of the application pass by the mesh, without '
    + 'mutual TLS, routes and policies.',
  fix: 'run as another user',
  sameAs: ['IST0144', 'KIA0006'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/deployment/pod.go. No case: the box captures by address, not by user',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['runAsUser: 1000', `runAsUser: ${PROXY_USER} # <- MLM0608`]),
  good: GOOD,
  * check(owner) {
    const { spec, at } = podOf(owner);
    const own = (spec.containers ?? []).map((container, i) => [container, at.at('containers', i)] as const).filter(([{ name }]) => !['istio-proxy', 'istio-operator'].includes(name));
    for (const [each, place] of isOfControlPlane(owner) ? [] : [[spec, at] as const, ...own]) {
      if (userOf(each) === PROXY_USER) {
        yield { at: place.at('securityContext', 'runAsUser') };
      }
    }
  },
});

export const imageWithoutInjection = rule<ReplicatedSpec>({
  code: 'MLM0609',
  name: 'image-without-injection',
  severity: 'error',
  title: 'Pods wait for an injector that does not come',
  kinds: OWNERS.slice(0, 3),
  message: 'image: auto is filled in by the injector, and the pods are not injected',
  why: 'No registry has an image "auto": the pods stay in ImagePullBackOff.',
  fix: 'label the namespace or the pods for injection (sidecar.istio.io/inject: "true")',
  sameAs: ['IST0146', 'IST0147'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/injection/image-auto.go. No case: the box runs no images',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['- name: server\n          image: model', '- name: istio-proxy\n          image: auto # <- MLM0609'], ['istio-injection: enabled', 'istio-injection: disabled']),
  good: altered(GOOD, ['- name: server\n          image: model', '- name: istio-proxy\n          image: auto']),
  * check(owner, { index }) {
    const { spec, at } = podOf(owner);
    const i = (spec.containers ?? []).findIndex(({ name, image }) => name === 'istio-proxy' && image === 'auto');
    const pods = i < 0 ? undefined : index.pods.of(owner)[0];
    if (pods !== undefined && index.namespaces.isKnown(owner.namespace) && index.namespaces.membership(pods) !== DataPlane.SIDECAR) {
      yield { at: at.at('containers', i, 'image') };
    }
  },
});

export const rivalServices = rule<ReplicatedSpec>({
  code: 'MLM0610',
  name: 'rival-services',
  severity: 'warning',
  title: 'Two Services of the same pods contradict each other about a port',
  kinds: OWNERS.slice(0, 1),
  message: '{problem}',
  why: 'A sidecar has one inbound listener for a port of the pod. Which of the two Services it is made for is not said: its protocol, and the policies and metrics by Service, may be '
    + 'those of the other one.',
  fix: 'give the port one number and one protocol in all Services of the pods, or merge them',
  sameAs: ['IST0116', 'IST0137'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/deployment/services.go. No case: which of the Services counts is left to chance',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['name: model\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels', 'name: model # <- MLM0610\n  namespace: ml-serving\nspec:\n  selector:\n    matchLabels'],
    ['port: 9090', 'port: 9090\n      targetPort: 8080']),
  good: GOOD,
  * check(deployment, { index }) {
    const [pods] = index.pods.of(deployment);
    if (pods === undefined || index.namespaces.membership(pods) !== DataPlane.SIDECAR) {
      return;
    }
    for (const problem of problemsOf(index.servicesOf(pods))) {
      yield { at: deployment.at('metadata', 'name'), data: { problem } };
    }
  },
});

interface PortOfService {
  readonly service: string;
  readonly port: number;
  readonly transport: string;
  readonly protocol: Protocol;
  readonly target: string;
}

function* problemsOf(services: readonly ManifestObject<ServiceSpec>[]): Iterable<string> {
  const ports = services.flatMap((service): PortOfService[] => (service.spec.ports ?? []).map((each) => (
    { service: service.name, port: each.port, transport: each.protocol, protocol: protocolOf(each), target: String(each.targetPort ?? each.port) })));
  for (const [i, one] of ports.entries()) {
    for (const other of ports.slice(i + 1)) {
      const problem = one.service === other.service ? problemOfOne(one, other) : problemOfTwo(one, other);
      if (problem !== undefined) {
        yield problem;
      }
    }
  }
}

/** A Service may call one port of its pods by two numbers, and a number may be one of TCP and one of UDP. */
function problemOfOne(one: PortOfService, other: PortOfService): string | undefined {
  return one.target === other.target && contradict(one, other)
    ? `targetPort ${one.target} is ${one.protocol} by port ${one.port} and ${other.protocol} by port ${other.port} of Service ${one.service}`
    : undefined;
}

function problemOfTwo(one: PortOfService, other: PortOfService): string | undefined {
  if (one.port === other.port && one.transport !== other.transport) {
    return `port ${one.port} is ${one.transport} in Service ${one.service} and ${other.transport} in Service ${other.service}`;
  }
  return one.target === other.target && one.port !== other.port && [one, other].every(({ protocol }) => protocol !== 'udp')
    ? `targetPort ${one.target} is port ${one.port} of Service ${one.service} and port ${other.port} of Service ${other.service}`
    : undefined;
}

/** The listener reads HTTP of any version, or none. */
function contradict(...both: readonly PortOfService[]): boolean {
  const isSaid = (wanted: readonly Protocol[]) => both.some(({ protocol }) => wanted.includes(protocol));
  return isSaid(['http', 'http2']) && isSaid(['tcp']);
}

function podOf(owner: ManifestObject): { readonly spec: PodSpec; readonly at: Location } {
  return owner.is(kinds.POD)
    ? { spec: owner.spec, at: owner.at('spec') }
    : { spec: (owner.spec as ReplicatedSpec).template?.spec ?? {}, at: owner.at('spec', 'template', 'spec') };
}

function userOf({ securityContext }: PodSpec | Container): unknown {
  return (securityContext as { readonly runAsUser?: number } | undefined)?.runAsUser;
}

function isOfControlPlane({ labels }: ManifestObject): boolean {
  return labels.istio !== undefined || labels.release === 'istio';
}
