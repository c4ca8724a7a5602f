import { VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import { altered, rule, yaml } from '../../../rule';

const GOOD = yaml`
  apiVersion: networking.istio.io/v1
  kind: VirtualService
  metadata:
    name: model
    namespace: ml-serving
  spec:
    hosts: [model]
    http:
      - corsPolicy:
          allowOrigins:
            - exact: https://app.example.com
        route:
          - destination:
              host: model
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

export const corsOrigin = rule({
  code: 'MLM0976',
  name: 'cors-origin',
  severity: 'warning',
  title: 'An allowed origin has a form that no browser sends',
  kinds: [VIRTUAL_SERVICE],
  message: 'no browser has the origin {origin}',
  why: 'An origin is scheme, host and port: without a path, not even a slash, in lower case, and without the port that the scheme has anyway (RFC 6454). The proxy compares it as a '
    + 'text: no answer allows the origin, and the pages that were meant cannot read any.',
  fix: 'write scheme, host and port as browsers do',
  evidence: 'source: RFC 6454 section 6.2; istio.io/istio pilot/pkg/networking/core/route/route.go `TranslateCORSPolicy`. No case: what an origin is, is a matter of browsers',
  bad: altered(GOOD, ['https://app.example.com', 'https://app.example.com/ # <- MLM0976']),
  good: GOOD,
  * check(service) {
    for (const [i, { corsPolicy }] of (service.spec.http ?? []).entries()) {
      for (const [j, { exact }] of (corsPolicy?.allowOrigins ?? []).entries()) {
        const written = exact === undefined ? undefined : originOf(exact);
        if (written !== undefined && written !== exact) {
          yield { at: service.at('spec', 'http', i, 'corsPolicy', 'allowOrigins', j, 'exact'), data: { origin: exact! }, fix: `write ${written}` };
        }
      }
    }
  },
});

/** The origin of a page at the address, as browsers write it. Of schemes that are not the web's nothing is known. */
function originOf(address: string): string | undefined {
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address).origin : undefined;
}
