import { SERVICE, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { altered, rule, yaml } from '../../../rule';

const GOOD = yaml`
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
              host: model.ml-serving.svc.cluster.local
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

/** `model.ml-serving` and `model.ml-serving.svc`. */
const SHORTENED = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc)?$/;

export const literalHost = rule({
  code: 'MLM0975',
  name: 'literal-host',
  severity: 'warning',
  title: 'A VirtualService shortens the name of a Service where names are taken to the letter',
  kinds: [VIRTUAL_SERVICE],
  message: '{host} is not taken for {fqdn}: who calls the Service by another of its names gets no routes',
  why: 'Istio completes names without a dot only. Any other host stands for itself: the VirtualService holds for requests that have these very letters as their host, and those for the '
    + 'short or the full name of the Service go to all of its pods.',
  fix: 'name the Service in full, <name>.<namespace>.svc.cluster.local, or without a dot in its own namespace',
  cases: ['virtual-services/shortened-host'],
  evidence: 'the routes hold for requests to model.<namespace>, and neither for model nor for the full name',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['- model.ml-serving.svc.cluster.local', '- model.ml-serving # <- MLM0975']),
  good: GOOD,
  * check(service, { index }) {
    const { gateways = [], hosts = [] } = service.spec;
    const isForMesh = gateways.length === 0 || gateways.includes('mesh');
    const full = hosts.map((host) => index.hosts.fqdn(host, service.namespace));
    for (const [i, host] of isForMesh ? hosts.entries() : []) {
      const [, name, namespace] = SHORTENED.exec(host) ?? [];
      const fqdn = index.hosts.fqdnOf({ name, namespace });
      if (name !== undefined && index.exists(SERVICE, namespace, name) && index.hosts.entriesOf(host).length === 0 && !full.includes(fqdn)) {
        yield { at: service.at('spec', 'hosts', i), data: { host, fqdn }, fix: `write ${fqdn}` };
      }
    }
  },
});
