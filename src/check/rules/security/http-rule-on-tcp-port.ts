import { targetedServices } from './admission';
import { httpField } from './http-rule-at-ztunnel';
import { DataPlane } from '../../../core/versions/data-plane';
import { AUTHORIZATION_POLICY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { protocolOf } from '../../../manifest/protocols';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_POD, SERVICE_OF_OTHER_PORT, SIDECAR_NAMESPACE } from '../object-examples';

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
      - to:
          - operation:
              methods: [POST]
`, SERVICE_OF_OTHER_PORT, EXAMPLE_POD, SIDECAR_NAMESPACE);

export const httpRuleOnTcpPort = rule({
  code: 'MLM0422',
  name: 'http-rule-on-tcp-port',
  severity: 'error',
  title: 'A policy asks for what only HTTP has, and every port that it is for is declared as TCP',
  kinds: [AUTHORIZATION_POLICY],
  message: 'the proxy before {owner} takes {ports} for TCP, and knows no {field} there: {effect}',
  why: 'The name of a port up to its first hyphen, or appProtocol, says what a proxy makes of it. At TCP it sees no requests. istiod leaves a rule with HTTP fields out of an '
    + 'ALLOW policy there, so that it lets nobody in, and takes the fields out of a DENY policy, so that it keeps out more than it says.',
  fix: 'name the port http or grpc, or set appProtocol; or ask for ports and accounts only',
  cases: ['identity/http-rule-on-tcp-port'],
  evidence: 'a POST that the policy admits is refused',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['methods: [POST]', 'methods: [POST] # <- MLM0422'], ['name: http', 'name: tcp-http']),
  good: GOOD,
  * check(policy, { index }) {
    const found = httpField(policy);
    const effect = EFFECTS[policy.spec.action ?? 'ALLOW'];
    const place = found === undefined || effect === undefined ? undefined : placesOf(policy, index).find(hasTcpOnly);
    if (found !== undefined && place !== undefined) {
      const { owner, services } = place;
      const ports = services.flatMap((service) => (service.spec.ports ?? []).map(({ port, name, appProtocol }) => `${port} (${appProtocol ?? name ?? ''})`));
      yield {
        at: policy.at(...found),
        data: { owner: owner.id, ports: [...new Set(ports)].join(', '), field: found.at(-1)!, effect },
        related: services.map((service) => ({ at: service.at('spec', 'ports'), label: 'the ports' })),
      };
    }
  },
});

const EFFECTS: Readonly<Record<string, string>> = { ALLOW: 'the rule lets nobody in', DENY: 'the rule holds for every request' };

/** Where a proxy that reads HTTP decides by the policy, and the Services that it stands before. */
interface Place {
  readonly owner: ManifestObject;
  readonly services: readonly ManifestObject<ServiceSpec>[];
}

/** Sidecars of the pods, or waypoints of the Services. */
function placesOf(policy: ManifestObject, index: ManifestIndex): readonly Place[] {
  return [
    ...index.policies.podsOf(policy).filter((pods) => index.namespaces.membership(pods) === DataPlane.SIDECAR)
      .map((pods) => ({ owner: pods.owner, services: index.servicesOf(pods) })),
    ...targetedServices(policy, index).filter((service) => index.waypoints.of(service) !== undefined)
      .map((service) => ({ owner: service, services: [service] })),
  ];
}

function hasTcpOnly({ services }: Place): boolean {
  const ports = services.flatMap(({ spec }) => spec.ports ?? []);
  return ports.length > 0 && ports.every((port) => protocolOf(port) === 'tcp');
}
