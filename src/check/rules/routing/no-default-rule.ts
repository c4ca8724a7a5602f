import type { VirtualServiceSpec } from '../../../../imports/networking.istio.io';
import { VIRTUAL_SERVICE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

type HttpRule = NonNullable<VirtualServiceSpec['http']>[number];

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: llm
    namespace: ml-serving
  spec:
    hosts: [llm]
    http:
      - match:
          - uri:
              exact: /v1/chat/completions
        timeout: 120s
        route:
          - destination:
              host: llm
      - route:
          - destination:
              host: llm
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: llm
    namespace: ml-serving
  spec:
    ports:
      - name: http
        port: 80
`;

export const noDefaultRule = rule({
  code: 'MLM0209',
  name: 'no-default-rule',
  severity: 'warning',
  title: 'A VirtualService answers the rest of a Service with 404',
  kinds: [VIRTUAL_SERVICE],
  message: 'what no rule matches of the requests to {service} is answered with 404',
  why: 'A VirtualService is for the whole host: health checks, metrics, /v1/models and whatever else its rules do not name no longer reach the Service.',
  fix: 'add a last rule without match that leads to the Service',
  cases: ['virtual-services/no-default-rule'],
  evidence: 'the path of the rule is answered, every other path of the Service with 404',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['  http:\n', '  http: # <- MLM0209\n'], ['    - route:\n        - destination:\n            host: llm\n---', '---']),
  good: GOOD,
  * check(virtualService, { index }) {
    const { http = [] } = virtualService.spec;
    // A Service that only stands for others loses nothing: its VirtualService says which paths it has.
    const service = index.traffic.servicesFor(virtualService).find((each) => index.traffic.targetsOf(virtualService).includes(each));
    if (service !== undefined && http.length > 0 && !http.some(isCatchAll)) {
      yield { at: virtualService.at('spec', 'http'), data: { service: service.name } };
    }
  },
});

function isCatchAll({ match = [] }: HttpRule): boolean {
  return match.length === 0 || match.some(({ uri, name: _, ...others }) => (
    Object.keys(others).length === 0 && (uri === undefined || uri.prefix === '/' || uri.prefix === '' || /^\/?\.\*$/.test(uri.regex ?? ''))));
}
