import { GATEWAY, SERVICE, SIDECAR, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import { gatewayAccount } from '../../../../manifest/pods';
import { altered, rule, yaml } from '../../../rule';
import { nearest } from '../../../suggestion';

/** What istiod makes of an InferencePool has a name of this form. */
const OF_A_POOL = /-ip-[0-9a-f]{8}$/;

const MODEL = yaml`
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`;

const ROUTED = `${yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts:
      - model.ml-serving.svc.cluster.local
    http:
      - timeout: 5s
        route:
          - destination:
              host: model
`}${MODEL}`;

const SCOPED = `${yaml`
  apiVersion: networking.istio.io/v1
  kind: Sidecar
  metadata:
    name: default
    namespace: ml-serving
  spec:
    egress:
      - hosts:
          - ml-serving/model.ml-serving.svc.cluster.local
          - istio-system/*
`}${MODEL}`;

export const unknownMeshHost = rule({
  code: 'MLM0970',
  name: 'unknown-mesh-host',
  severity: 'warning',
  title: 'A VirtualService routes requests to a Service that is not there',
  kinds: [VIRTUAL_SERVICE],
  message: 'no Service or ServiceEntry has the host {host}, whose callers it would route',
  why: 'A VirtualService holds for its hosts. The name of a Service that is not there resolves to nothing, so that nobody sends what could be routed, and the Service that was '
    + 'meant has no routes.',
  fix: 'name the Service as <name>.<namespace>.svc.cluster.local',
  isAbsence: true,
  evidence: 'source: Istio 1.31 reference, VirtualService.hosts. No case: nobody sends requests to a name that does not resolve',
  options: { dataPlane: 'sidecar' },
  bad: altered(ROUTED, ['    - model.ml-serving.svc.cluster.local', '    - models.ml-serving.svc.cluster.local # <- MLM0970']),
  good: ROUTED,
  * check(virtualService, { index }) {
    const { gateways = [], hosts = [] } = virtualService.spec;
    const isForMesh = gateways.length === 0 || gateways.includes('mesh');
    for (const [i, host] of isForMesh ? hosts.entries() : []) {
      if (isMissing(host, virtualService.namespace, index)) {
        yield { at: virtualService.at('spec', 'hosts', i), data: { host } };
      }
    }
  },
});

export const unknownEgressHost = rule({
  code: 'MLM0971',
  name: 'unknown-egress-host',
  severity: 'warning',
  title: 'A Sidecar lets its proxies reach a Service that is not there',
  kinds: [SIDECAR],
  message: 'no Service or ServiceEntry has the host {host}; one has {meant}',
  why: 'The proxies know the hosts that are listed and no others. With a name misspelt, the Service that was meant is unknown to them: requests to it go by without routes, limits '
    + 'and mutual TLS, or are refused.',
  fix: 'name the Service as <namespace>/<name>.<namespace>.svc.cluster.local',
  sameAs: ['KIA1004'],
  isAbsence: true,
  evidence: 'source: Istio 1.31 reference, IstioEgressListener.hosts. No case: that a host is not in scope is shown by cases of scopes, and is what other Sidecars are for',
  options: { dataPlane: 'sidecar' },
  bad: altered(SCOPED, ['/model.ml-serving.svc.cluster.local', '/models.ml-serving.svc.cluster.local # <- MLM0971']),
  good: SCOPED,
  * check(sidecar, { index }) {
    for (const [i, { hosts = [] }] of (sidecar.spec.egress ?? []).entries()) {
      for (const [j, scoped] of hosts.entries()) {
        const host = scoped.slice(scoped.indexOf('/') + 1);
        const meant = !scoped.startsWith('~') && isMissing(host, sidecar.namespace, index) ? meantBy(host, index) : undefined;
        if (meant !== undefined) {
          yield { at: sidecar.at('spec', 'egress', i, 'hosts', j), data: { host, meant } };
        }
      }
    }
  },
});

/** A Service of the same namespace with almost that name: of others, what the mesh is configured with may lie outside of the input. */
function meantBy(host: string, index: ManifestIndex): string | undefined {
  const [name, namespace, ...domain] = host.split('.');
  const meant = nearest(name, index.objects.in(SERVICE, namespace).map((service) => service.name));
  return meant === undefined ? undefined : [meant, namespace, ...domain].join('.');
}

/** Whether it is the name of a Service of the cluster that is not there: neither among the objects, nor made of one. */
function isMissing(host: string, from: string, index: ManifestIndex): boolean {
  const { entry, serviceName } = index.hosts.find(host, from);
  if (serviceName === undefined || entry !== undefined) {
    return false;
  }
  const { namespace, name } = serviceName;
  return !name.startsWith('*') && namespace !== index.rootNamespace && !OF_A_POOL.test(name)
    && !index.exists(SERVICE, namespace, name)
    && !index.objects.in(GATEWAY, namespace).some((gateway) => gatewayAccount(gateway) === name);
}
