import { deciding, holds, mayHold } from './admission';
import type { Account } from './sources';
import type { InferencePoolSpec } from '../../../../imports/inference.networking.k8s.io';
import type { AuthorizationPolicySpec } from '../../../../imports/security.istio.io';
import type { BackendRef } from '../../../manifest/gateway-api/backend-refs';
import { AUTHORIZATION_POLICY, GATEWAY, INFERENCE_POOL } from '../../../manifest/kinds';
import { hasLabels } from '../../../manifest/labels';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { gatewayAccount, type PodSet } from '../../../manifest/pods';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY, EXAMPLE_POD, SERVICE_OF_OTHER_PORT } from '../object-examples';

type Policy = ManifestObject<AuthorizationPolicySpec>;

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
    action: ALLOW
    rules:
      - from:
          - source:
              serviceAccounts: [ml-serving/gateway-istio]
        to:
          - operation:
              ports: ["8080"]
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: model
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    rules:
      - backendRefs:
          - name: model
            port: 80
`, EXAMPLE_GATEWAY, SERVICE_OF_OTHER_PORT, EXAMPLE_POD);

export const refusedGateway = rule({
  code: 'MLM0419',
  name: 'refused-gateway',
  severity: 'error',
  title: 'A route leads to pods that refuse its gateway',
  kinds: [AUTHORIZATION_POLICY],
  message: '{route} leads to {pods}, which {refuse} the account {account} of {gateway}',
  why: 'The pods see the account of the gateway, whoever called it. Where it is denied, or no rule admits it to the port of the pods (which is the targetPort of the Service), '
    + 'every request by the route ends with 403 or 503.',
  fix: 'admit the account of the gateway to the port of the pods',
  cases: ['identity/gateway-account', 'identity/refused-gateway'],
  evidence: 'every request by the route is refused',
  bad: altered(GOOD, ['  action: ALLOW\n  rules:\n', '  action: DENY\n  rules: # <- MLM0419\n']),
  good: GOOD,
  * check(policy, { index }) {
    for (const pods of policy.spec.action === 'CUSTOM' ? [] : index.policies.podsOf(policy)) {
      const isMeant = index.namespaces.membership(pods) !== 'none' && !index.peers.areOff(pods) && isFirst(policy, pods, index);
      const sending = isMeant ? sendingsTo(pods, index).find((each) => isRefused(policy, pods, each, index)) : undefined;
      if (sending !== undefined) {
        const { route, gateway, caller, target } = sending;
        yield {
          at: policy.spec.rules === undefined ? policy.at('spec') : policy.at('spec', 'rules'),
          data: {
            route: route.id,
            pods: pods.owner.id,
            gateway: gateway.id,
            account: `${caller.namespace}/${caller.name}`,
            refuse: isDenying(policy) ? 'deny' : 'do not admit',
          },
          related: [
            ...(isDenying(policy) ? [] : deciding(pods, 'ALLOW', index).filter((other) => other !== policy))
              .map((other) => ({ at: other.at('metadata', 'name'), label: 'does not admit it either' })),
            { at: route.at('metadata', 'name'), label: 'the route' },
            ...(target === undefined ? [] : [{ at: target.at('spec'), label: 'what it leads to' }]),
          ],
        };
        return;
      }
    }
  },
});

function isDenying({ spec: { action } }: Policy): boolean {
  return action === 'DENY';
}

/** Of policies that together do not admit, the first that names pods tells it. */
function isFirst(policy: Policy, pods: PodSet, index: ManifestIndex): boolean {
  const allowing = deciding(pods, 'ALLOW', index);
  return isDenying(policy) ? deciding(pods, 'DENY', index).includes(policy) : policy === (allowing.find(({ spec }) => spec.selector !== undefined) ?? allowing[0]);
}

/** A gateway that sends requests to pods. */
interface Sending {
  readonly route: ManifestObject;
  readonly gateway: ManifestObject;
  readonly caller: Account;
  readonly port?: number;
  /** What says which pods and which port. */
  readonly target?: ManifestObject;
}

function isRefused(policy: Policy, pods: PodSet, connection: Sending, index: ManifestIndex): boolean {
  return isDenying(policy) ? holds(policy, connection) : !deciding(pods, 'ALLOW', index).some((each) => mayHold(each, connection));
}

function sendingsTo(pods: PodSet, index: ManifestIndex): readonly Sending[] {
  // Behind a waypoint that takes what gateways send, the pods see the account of the waypoint.
  const services = index.servicesOf(pods).filter((service) => index.waypoints.of(service) === undefined || !index.waypoints.takesIngress(service));
  return [
    ...services.flatMap((service) => index.traffic.to(service).flatMap(({ route, ref }) => (
      fromGateways(route, ref, index).map((sending) => ({ ...sending, port: portOf(service, ref?.port, pods), target: service }))))),
    ...poolsOf(pods, index).flatMap((pool) => index.traffic.toPool(pool)
      .flatMap(({ route, ref }) => fromGateways(route, ref, index).map((sending) => ({ ...sending, port: onlyPortOf(pool), target: pool })))),
  ];
}

/** The gateways that send requests of their callers by the route, copies not counted. */
function fromGateways(route: ManifestObject, ref: BackendRef | undefined, index: ManifestIndex): readonly Sending[] {
  return (ref?.weight ?? 0) === 0 ? [] : index.attachments.of(route).flatMap(({ parent, listeners }) => {
    const isManaged = parent?.is(GATEWAY) && parent.spec.gatewayClassName === 'istio' && !parent.isStub && listeners.length > 0;
    return isManaged ? [{ route, gateway: parent, caller: { namespace: parent.namespace, name: gatewayAccount(parent) } }] : [];
  });
}

function poolsOf({ namespace, labels }: PodSet, { objects }: ManifestIndex) {
  return objects.in(INFERENCE_POOL, namespace).filter(({ spec }) => hasLabels(labels, spec.selector.matchLabels ?? {}));
}

/** A picker may choose any of several ports. */
function onlyPortOf({ spec: { targetPorts } }: ManifestObject<InferencePoolSpec>): number | undefined {
  return targetPorts.length === 1 ? targetPorts[0].number : undefined;
}

function portOf({ spec: { ports = [] } }: ManifestObject<ServiceSpec>, wanted: number | undefined, { containers }: PodSet): number | undefined {
  const { port, targetPort = port } = ports.find((each) => each.port === wanted) ?? {};
  return typeof targetPort !== 'string'
    ? targetPort
    : containers.flatMap((container) => container.ports ?? []).find(({ name }) => name === targetPort)?.containerPort;
}
