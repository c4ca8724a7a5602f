import { VIRTUAL_SERVICE_AND_GATEWAY } from './gateway-example';
import { namedGateways } from './named-gateways';
import type { GatewaySpec } from '../../../../../imports/networking.istio.io';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule } from '../../../rule';
import { hostsOverlap } from '../values/names';

export const hostNotAtGateway = rule({
  code: 'MLM0941',
  name: 'host-not-at-gateway',
  severity: 'warning',
  title: 'No server of the Gateway is for a host of the VirtualService',
  kinds: [VIRTUAL_SERVICE],
  message: 'the Gateway {gateway} serves {served} to the namespace {namespace}, and none of the hosts',
  why: 'A gateway takes a route for hosts only that one of its servers names, for the namespace of the VirtualService: here it takes none of it, and answers 404.',
  fix: 'add the host to a server of the Gateway, with the namespace of the VirtualService or "*"',
  sameAs: ['IST0132'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/virtualservice/gateways.go',
  bad: altered(VIRTUAL_SERVICE_AND_GATEWAY, ['gateways/edge', 'gateways/edge # <- MLM0941'], ['- hosts:\n        - inference.example.com', '- hosts:\n        - ./*.example.com']),
  good: altered(VIRTUAL_SERVICE_AND_GATEWAY, ['- hosts:\n        - inference.example.com', '- hosts:\n        - ml-serving/*.example.com']),
  * check(service, { index }) {
    const { hosts = [] } = service.spec;
    for (const { at, name, namespace } of hosts.length === 0 ? [] : namedGateways(service)) {
      const gateway = index.find(ISTIO_GATEWAY, namespace, name);
      const served = gateway === undefined ? hosts : hostsFor(gateway, service.namespace);
      if (!served.some((host) => hosts.some((wanted) => hostsOverlap(host, wanted)))) {
        yield { at, data: { gateway: `${namespace}/${name}`, served: served.join(', ') || 'no host', namespace: service.namespace } };
      }
    }
  },
});

/** The hosts of a Gateway that routes of a namespace may be for. */
function hostsFor(gateway: ManifestObject<GatewaySpec>, namespace: string): string[] {
  const all = (gateway.spec.servers ?? []).flatMap(({ hosts = [] }) => hosts);
  return all.map((text) => (text.includes('/') ? text.split('/') : ['*', text])).flatMap(([scope, host]) => {
    const owner = scope === '.' ? gateway.namespace : scope;
    return owner === '*' || owner === namespace ? [host] : [];
  });
}
