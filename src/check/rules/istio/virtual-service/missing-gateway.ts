import { VIRTUAL_SERVICE_AND_GATEWAY } from './gateway-example';
import { namedGateways } from './named-gateways';
import { ISTIO_GATEWAY, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { altered, rule } from '../../../rule';

export const missingGateway = rule({
  code: 'MLM0940',
  name: 'missing-gateway',
  severity: 'error',
  title: 'A VirtualService names a Gateway of Istio that does not exist',
  kinds: [VIRTUAL_SERVICE],
  message: 'there is no Gateway of Istio {namespace}/{name}',
  why: 'No proxy gets the routes. A Gateway of Gateway API is another kind: HTTPRoutes name it, VirtualServices cannot.',
  fix: 'name an existing Gateway as <namespace>/<name>, or write an HTTPRoute for a Gateway of Gateway API',
  sameAs: ['IST0101', 'KIA1102'],
  isAbsence: true,
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/virtualservice/gateways.go',
  bad: altered(VIRTUAL_SERVICE_AND_GATEWAY, ['- gateways/edge', '- edge # <- MLM0940']),
  good: VIRTUAL_SERVICE_AND_GATEWAY,
  * check(service, { index }) {
    for (const { at, name, namespace } of namedGateways(service)) {
      if (!index.exists(ISTIO_GATEWAY, namespace, name)) {
        yield { at, data: { name, namespace } };
      }
    }
  },
});
