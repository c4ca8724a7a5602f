import { DESTINATION_RULE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, together } from '../../rule';
import { allPoliciesOf } from '../istio/destination-rule/policies';
import { PROVIDER_ENTRY, PROVIDER_TLS } from '../object-examples';

const GOOD = together(PROVIDER_TLS, PROVIDER_ENTRY);

/** Where gateways of other meshes take the mutual TLS of this one. */
const PORT_BETWEEN_MESHES = 15443;

export const mutualTlsToStrangers = rule({
  code: 'MLM0424',
  name: 'mutual-tls-to-strangers',
  severity: 'error',
  title: 'Clients are told to speak the mutual TLS of the mesh to somebody outside of it',
  kinds: [DESTINATION_RULE],
  message: 'mode ISTIO_MUTUAL is for servers of the mesh, and {host} is outside of it',
  why: 'With ISTIO_MUTUAL a proxy shows the certificate of the mesh, and takes no other from the server. A server outside has its own, and pods without a proxy speak no TLS: every '
    + 'call is answered with 503.',
  fix: 'write SIMPLE for a server outside that speaks TLS; for pods without a proxy delete the tls settings',
  sameAs: ['KIA0204'],
  evidence: 'source: istio.io/istio pilot/pkg/networking/core/cluster_tls.go. No case: that two ends of a connection speak different protocols shows identity/broken-auto-mtls',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['mode: SIMPLE\n      sni: api.example.com', 'mode: ISTIO_MUTUAL # <- MLM0424']),
  good: GOOD,
  * check(destinationRule, { index }) {
    const { fqdn } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    if (!isStranger(destinationRule, index)) {
      return;
    }
    for (const { at, policy } of allPoliciesOf(destinationRule)) {
      if (policy.tls?.mode === 'ISTIO_MUTUAL') {
        yield { at: at.at('tls', 'mode'), data: { host: fqdn } };
      }
    }
  },
});

function isStranger({ namespace, spec: { host } }: ManifestObject<{ readonly host?: string }>, index: ManifestIndex): boolean {
  const { fqdn, service } = index.hosts.find(host, namespace);
  const entries = index.hosts.entriesOf(fqdn);
  return service === undefined
    ? entries.length > 0 && entries.every(isOutside)
    : entries.length === 0 && hasNoProxies(service, index);
}

type Entry = ReturnType<ManifestIndex['hosts']['entriesOf']>[number];

/** Endpoints in the mesh, or at its gateways, take mutual TLS wherever the entry says that it lies. */
function isOutside({ spec: { location = 'MESH_EXTERNAL', endpoints = [], ports = [], workloadSelector } }: Entry): boolean {
  const declared = ports.map(({ number, targetPort = number }) => targetPort);
  const numbers = [...declared, ...endpoints.flatMap((endpoint) => Object.values(endpoint.ports ?? {}))];
  return location === 'MESH_EXTERNAL' && workloadSelector === undefined && !numbers.includes(PORT_BETWEEN_MESHES);
}

/** Whether it is known of every pod of the Service that nobody ends the TLS of the mesh for it. */
function hasNoProxies(service: ManifestObject<ServiceSpec>, index: ManifestIndex): boolean {
  const pods = index.podsOfService(service);
  return pods.length > 0 && pods.every((each) => index.namespaces.membership(each) === 'none' && !isProxy(each));
}

function isProxy({ labels, containers }: PodSet): boolean {
  const isGateway = labels['gateway.networking.k8s.io/gateway-name'] !== undefined;
  return isGateway || containers.length === 0 || containers.some(({ name }) => name === 'istio-proxy');
}
