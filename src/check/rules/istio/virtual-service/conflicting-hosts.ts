import { isForMesh } from './gateways';
import { haveReadersInCommon } from '../../../../manifest/istio/exports';
import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { rule, yaml } from '../../../rule';

export const conflictingMeshHosts = rule({
  code: 'MLM0939',
  name: 'conflicting-mesh-hosts',
  severity: 'error',
  title: 'Two VirtualServices route the same host in the mesh',
  kinds: [VIRTUAL_SERVICE],
  message: '{other} routes {host} in the mesh, too: one of the two has no effect',
  why: 'For callers in the mesh istiod takes one VirtualService for a host, the oldest one that they see, and leaves the others out without a word. Only at gateways the routes of '
    + 'several are put together.',
  fix: 'put the routes into one VirtualService, or export each to other namespaces',
  sameAs: ['IST0109', 'KIA1106'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go, which counts wildcards that overlap, too: of these the '
    + 'longer one is taken, so that both have an effect',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model # <- MLM0939
      http:
        - route:
            - destination:
                host: model
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model-canary
      namespace: ml-serving
    spec:
      hosts:
        - model.ml-serving.svc.cluster.local # <- MLM0939
      http:
        - route:
            - destination:
                host: model-canary
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - route:
            - destination:
                host: model
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model-edge
      namespace: ml-serving
    spec:
      gateways:
        - ml-serving/edge
      hosts:
        - model.ml-serving.svc.cluster.local
      http:
        - route:
            - destination:
                host: model
  `,
  * check(service, { index }) {
    for (const [position, host] of isForMesh(service.spec) ? (service.spec.hosts ?? []).entries() : []) {
      const usual = index.meshConfig.usualExports('VirtualService');
      const claimants = index.meshHosts.servicesOf(index.hosts.fqdn(host, service.namespace));
      const other = claimants.find((one) => one !== service && haveReadersInCommon(one, service, usual));
      if (other !== undefined) {
        yield {
          at: service.at('spec', 'hosts', position),
          data: { other: other.id, host },
          related: [{ at: other.at('spec', 'hosts'), label: 'the same host' }],
        };
      }
    }
  },
});
