import { DESTINATION_EXAMPLE } from './destination-example';
import { namedGateways } from './named-gateways';
import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import type { HostTarget } from '../../../../manifest/hosts';
import { destinationsOf, httpDestinationsOf } from '../../../../manifest/istio/destinations';
import { exportsOf, isExportedTo } from '../../../../manifest/istio/exports';
import { gatewayPods } from '../../../../manifest/istio/gateway-pods';
import { ISTIO_GATEWAY, SERVICE, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../../rule';
import { nearest } from '../../../suggestion';
import { analyzer } from '../analyzed';

type VirtualService = ManifestObject<VirtualServiceSpec>;

const EDGE_EXAMPLE = `${DESTINATION_EXAMPLE}---
${yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: edge
    namespace: ml-serving
  spec:
    gateways:
      - ml-serving/edge
    hosts:
      - inference.example.com
    http:
      - route:
          - destination:
              host: model.ml-serving.svc.cluster.local
              subset: v1
              port:
                number: 80
  ---
  apiVersion: networking.istio.io/v1
  kind: Gateway
  metadata:
    name: edge
    namespace: ml-serving
  spec:
    servers:
      - hosts:
          - inference.example.com
        port:
          number: 80
          name: http
          protocol: HTTP
`}`;

const AT_EDGE = 'host: model.ml-serving.svc.cluster.local';

export const danglingDestination = rule({
  code: 'MLM0943',
  name: 'dangling-destination',
  severity: 'error',
  title: 'A VirtualService sends to a host that nobody has',
  kinds: [VIRTUAL_SERVICE],
  message: 'no Service or ServiceEntry that callers see has the host {host}',
  why: 'A proxy has no cluster for the host: requests that fall on it are answered with 503, copies are dropped. Nothing but istioctl analyze says so.',
  fix: 'name a Service as <name>.<namespace>.svc.cluster.local, or add a ServiceEntry for the host',
  sameAs: ['IST0101', 'KIA1101'],
  isAbsence: true,
  evidence: analyzer('virtualservice/destinationhosts.go'),
  bad: altered(DESTINATION_EXAMPLE, ['host: model\n            subset: v1', 'host: model.serving.svc.cluster.local # <- MLM0943']),
  good: DESTINATION_EXAMPLE,
  * check(virtualService, { index }) {
    for (const { host, at } of destinationsOf(virtualService)) {
      const target = index.hosts.find(host, virtualService.namespace);
      if (!isThere(target, index) || !isSeen(target, virtualService, index)) {
        yield { at: at.at('host'), data: { host: target.fqdn } };
      }
    }
  },
});

export const missingDestinationPort = rule({
  code: 'MLM0944',
  name: 'missing-destination-port',
  severity: 'error',
  title: 'A VirtualService names a port that its destination does not have',
  kinds: [VIRTUAL_SERVICE],
  message: '{host} has no port {port}, it has {ports}',
  why: 'A proxy has no cluster for the port: requests that fall on it are answered with 503. A Service is addressed by its port, not by the targetPort of its pods.',
  fix: 'name a port of the Service (spec.ports[].port) or of the ServiceEntry (spec.ports[].number)',
  sameAs: ['IST0101'],
  evidence: analyzer('virtualservice/destinationhosts.go'),
  bad: altered(DESTINATION_EXAMPLE, ['number: 80', 'number: 8080 # <- MLM0944']),
  good: DESTINATION_EXAMPLE,
  * check(virtualService, { index }) {
    for (const { host, port, at } of destinationsOf(virtualService)) {
      const target = index.hosts.find(host, virtualService.namespace);
      const ports = portsOf(target);
      const others = index.hosts.entriesOf(target.fqdn).flatMap(({ spec }) => (spec.ports ?? []).map(({ number }) => number));
      if (port !== undefined && ports !== undefined && ![...ports, ...others].includes(port)) {
        yield { at: at.at('port', 'number'), data: { host: target.fqdn, port, ports: ports.join(', ') || 'none' } };
      }
    }
  },
});

export const missingSubset = rule({
  code: 'MLM0945',
  name: 'missing-subset',
  severity: 'error',
  title: 'A VirtualService names a subset that no DestinationRule has',
  kinds: [VIRTUAL_SERVICE],
  message: 'no DestinationRule for {host} that callers see has the subset {subset}',
  why: 'A proxy has no cluster for the subset: requests that fall on it are answered with 503, and the rest of the route works.',
  fix: 'add the subset to the DestinationRule of the host, or name one that it has; put the rule beside the Service, and export it to the callers',
  sameAs: ['IST0101', 'KIA1107'],
  isAbsence: true,
  cases: ['virtual-services/hidden-subset'],
  evidence: analyzer('virtualservice/destinationrules.go'),
  bad: altered(DESTINATION_EXAMPLE, ['subset: v1', 'subset: v2 # <- MLM0945']),
  good: DESTINATION_EXAMPLE,
  * check(virtualService, { index }) {
    for (const { host, subset, at } of destinationsOf(virtualService)) {
      const target = index.hosts.find(host, virtualService.namespace);
      const { fqdn } = target;
      const known = subset ? usableRules(virtualService, target, index).flatMap(({ spec: { subsets = [] } }) => subsets.map(({ name }) => name)) : [];
      if (subset && !known.includes(subset)) {
        const meant = nearest(subset, known);
        yield { at: at.at('subset'), data: { host: fqdn, subset }, fix: meant === undefined ? undefined : `write ${meant}` };
      }
    }
  },
});

export const ambiguousDestinationPort = rule({
  code: 'MLM0946',
  name: 'ambiguous-destination-port',
  severity: 'warning',
  title: 'A VirtualService does not say which port of its destination it means',
  kinds: [VIRTUAL_SERVICE],
  message: '{host} has the ports {ports}, and the destination names none',
  why: 'A destination without port gets requests on the port that they came for (istio.io/istio pilot/pkg/networking/core/route/route.go `GetDestinationCluster`). A gateway listens on '
    + 'ports of its own and callers know those of the host that they asked for: without a port of that number there is no cluster, and requests get 503.',
  fix: 'write port.number',
  sameAs: ['IST0112'],
  evidence: analyzer('virtualservice/destinationhosts.go'),
  bad: altered(EDGE_EXAMPLE, [`${AT_EDGE}\n            subset: v1\n            port:\n              number: 80`, `${AT_EDGE} # <- MLM0946\n            subset: v1`]),
  good: EDGE_EXAMPLE,
  * check(virtualService, { index }) {
    const { hosts = [], gateways = ['mesh'] } = virtualService.spec;
    const own = gateways.every((gateway) => gateway === 'mesh') ? hosts.map((host) => index.hosts.fqdn(host, virtualService.namespace)) : [];
    for (const { host, port, at } of destinationsOf(virtualService)) {
      const target = index.hosts.find(host, virtualService.namespace);
      const ports = portsOf(target) ?? [];
      if (port === undefined && ports.length > 1 && !own.includes(target.fqdn)) {
        yield { at: at.at('host'), data: { host: target.fqdn, ports: ports.join(', ') } };
      }
    }
  },
});

export const routesPastAtGateway = rule({
  code: 'MLM0947',
  name: 'mesh-routes-at-gateway',
  severity: 'warning',
  title: 'A gateway sends to a Service past the VirtualService that divides it into versions',
  kinds: [VIRTUAL_SERVICE],
  message: '{other} divides {host} for callers in the mesh, and this route goes to all of its pods',
  why: 'A gateway applies the VirtualServices that name it, once. The one of the destination is for callers in the mesh: its weights and matches do not hold for requests from '
    + 'outside, which every version of the model gets by its number of pods.',
  fix: 'name the gateway in the VirtualService of the destination as well, or write the subsets here',
  sameAs: ['IST0140'],
  evidence: analyzer('virtualservice/destinationhosts.go'),
  bad: altered(EDGE_EXAMPLE, [`${AT_EDGE}\n            subset: v1`, `${AT_EDGE} # <- MLM0947`]),
  good: EDGE_EXAMPLE,
  * check(virtualService, { index }) {
    const { gateways = [] } = virtualService.spec;
    for (const { host, subset, at } of gateways.length === 0 ? [] : httpDestinationsOf(virtualService)) {
      const fqdn = index.hosts.fqdn(host, virtualService.namespace);
      const other = subset ? undefined : index.meshHosts.servicesOf(fqdn).find((one) => one !== virtualService && divides(one, fqdn, index));
      if (other !== undefined) {
        yield { at: at.at('host'), data: { other: other.id, host: fqdn }, related: [{ at: other.at('spec', 'hosts'), label: 'for callers in the mesh' }] };
      }
    }
  },
});

function divides(virtualService: VirtualService, fqdn: string, index: ManifestIndex): boolean {
  return httpDestinationsOf(virtualService).some(({ host, subset }) => subset && index.hosts.fqdn(host, virtualService.namespace) === fqdn);
}

function isThere({ service, entry, serviceName }: HostTarget, index: ManifestIndex): boolean {
  return service !== undefined || entry !== undefined
    || (serviceName !== undefined && index.exists(SERVICE, serviceName.namespace, serviceName.name));
}

/** Whether callers for whom the VirtualService is see what it sends to. */
function isSeen({ service, entry }: HostTarget, virtualService: VirtualService, { meshConfig }: ManifestIndex): boolean {
  const targets = exportsOf(virtualService, meshConfig.usualExports('VirtualService'));
  const readers = targets.length === 0 ? [virtualService.namespace] : targets.map((target) => (['*', '.'].includes(target) ? virtualService.namespace : target));
  const found = [service, entry].filter((one) => one !== undefined) as ManifestObject[];
  return found.length === 0 || readers.some((namespace) => found.some((one) => isExportedTo(one, namespace, meshConfig.usualExports('Service'))));
}

/**
 * The DestinationRules of the destination that may count for some caller: they lie beside the caller, beside the Service or in the root namespace, and are
 * exported to the caller. Callers are in the namespaces of the VirtualService, of its gateways and of their pods, and where it is exported to by name.
 */
function usableRules(virtualService: VirtualService, { fqdn, service, entry }: HostTarget, index: ManifestIndex) {
  const rules = index.destinationRules.covering(fqdn);
  const gateways = namedGateways(virtualService);
  const pods = gateways.flatMap(({ namespace, name }) => {
    const gateway = index.find(ISTIO_GATEWAY, namespace, name);
    return gateway === undefined ? [] : gatewayPods(gateway, index);
  });
  const readers = [virtualService.namespace, ...exportsOf(virtualService, index.meshConfig.usualExports('VirtualService')), ...[...gateways, ...pods].map(({ namespace }) => namespace)];
  const owner = (service ?? entry)?.namespace;
  return owner === undefined ? rules : rules.filter((each) => readers.some((reader) => (
    [reader, owner, index.rootNamespace].includes(each.namespace) && isExportedTo(each, reader, index.meshConfig.usualExports('DestinationRule')))));
}

/** The ports that the destination has, or undefined where it is not known. */
function portsOf({ service, entry }: HostTarget): number[] | undefined {
  return service?.spec.ports?.map(({ port }) => port) ?? entry?.spec.ports?.map(({ number }) => number);
}
