import { WAYPOINT_EXAMPLE } from './waypoint-example';
import { type TargetRef, targetRefs } from '../../../manifest/istio/policies';
import { AUTHORIZATION_POLICY, GATEWAY, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

const BAD = together(altered(WAYPOINT_EXAMPLE, ['      name: model\n  rules', '      name: model # <- MLM0412\n  rules']), EXAMPLE_GATEWAY, yaml`
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
`);

export const gatewayPassesBy = rule({
  code: 'MLM0412',
  name: 'gateway-passes-by',
  severity: 'warning',
  title: 'A policy at a waypoint does not hold for what a gateway sends',
  kinds: [AUTHORIZATION_POLICY],
  message: '{route} sends requests to {service} past {waypoint}, where this policy holds',
  why: 'A gateway sends to the pods and does not pass the waypoint: what comes from outside is not asked who it is, and no policy of the pods asks either.',
  fix: 'label the Service istio.io/ingress-use-waypoint: "true", or give the pods a policy that says whom they admit (the gateway and the waypoint)',
  cases: ['waypoint/gateway-passes-by'],
  evidence: 'a request from outside gets 200, one from the mesh 403',
  bad: BAD,
  good: altered(BAD, [' # <- MLM0412', ''], ['    istio.io/use-waypoint: waypoint\n', '    istio.io/use-waypoint: waypoint\n    istio.io/ingress-use-waypoint: "true"\n']),
  * check(policy, { index }) {
    for (const [i, ref] of targetRefs(policy).entries()) {
      const passed = servicesBehind(ref, policy.namespace, index).map((service) => passedBy(service, index)).find((each) => each !== undefined);
      if (passed !== undefined) {
        yield { at: policy.at('spec', 'targetRefs', i, 'name'), data: passed };
      }
    }
  },
});

function servicesBehind({ kind, name }: TargetRef, namespace: string, index: ManifestIndex): readonly ManifestObject<ServiceSpec>[] {
  if (kind === 'Gateway') {
    return index.objects.in(SERVICE, namespace).filter((service) => index.waypoints.of(service)?.name === name);
  }
  const service = kind === 'Service' ? index.find(SERVICE, namespace, name) : undefined;
  return service === undefined ? [] : [service];
}

/** The route of a gateway to a Service behind a waypoint whose pods nobody guards. */
function passedBy(service: ManifestObject<ServiceSpec>, index: ManifestIndex) {
  const waypoint = index.waypoints.of(service);
  const pods = index.podsOfService(service);
  const isGuarded = pods.length === 0 || pods.some((each) => index.policies.on(each, AUTHORIZATION_POLICY).length > 0);
  const route = waypoint === undefined || isGuarded || index.waypoints.takesIngress(service) ? undefined : index.traffic.to(service)
    .find(({ route: each, ref }) => ref !== undefined && index.attachments.of(each).some(({ parent }) => parent?.is(GATEWAY)))?.route;
  return route && { route: route.id, service: service.name, waypoint: waypoint!.id };
}
