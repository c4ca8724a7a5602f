import type { ServiceEntrySpec } from '../../../../../imports/networking.istio.io';
import { BACKEND_TLS_POLICY, SERVICE_ENTRY } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, together } from '../../../rule';
import { PROVIDER_ENTRY, PROVIDER_TLS } from '../../object-examples';
import { allPoliciesOf } from '../destination-rule/policies';
import { isHttp } from '../values/ports';

const TLS_PORT = 443;

export const plaintextToTlsPort = rule({
  code: 'MLM0985',
  name: 'plaintext-to-tls-port',
  severity: 'error',
  title: 'Plain HTTP is sent to port 443 of a host outside',
  kinds: [SERVICE_ENTRY],
  message: '{host} is sent plain HTTP on port 443, and no DestinationRule makes TLS of it',
  why: 'With protocol HTTP a proxy reads the requests and sends them on as they are: a server that speaks TLS on port 443 answers 400 or closes the connection. Callers that speak TLS '
    + 'themselves are not understood by the proxy either.',
  fix: 'add a DestinationRule with tls mode SIMPLE and sni for the host; where callers speak TLS themselves, write protocol TLS',
  isAbsence: true,
  cases: ['egress/tls'],
  evidence: 'no request through a ServiceEntry alone is served: the answer of the server is 400, or 503 where it closes first',
  bad: altered(PROVIDER_ENTRY, ['- number: 80', '- number: 80 # <- MLM0985']),
  good: together(PROVIDER_ENTRY, PROVIDER_TLS),
  * check(entry, { index }) {
    const { hosts = [], location = 'MESH_EXTERNAL', endpoints = [], ports = [] } = entry.spec;
    const isElsewhere = endpoints.some((endpoint) => endpoint.ports !== undefined);
    for (const [i, { number, targetPort = number, protocol = '' }] of location === 'MESH_EXTERNAL' && !isElsewhere ? ports.entries() : []) {
      const host = targetPort === TLS_PORT && isHttp(protocol) ? hosts.find((each) => !isEncrypted(entry, each, number, index)) : undefined;
      if (host !== undefined) {
        yield { at: entry.at('spec', 'ports', i, 'number'), data: { host } };
      }
    }
  },
});

function isEncrypted(entry: ManifestObject<ServiceEntrySpec>, host: string, port: number, index: ManifestIndex): boolean {
  const rules = index.destinationRules.covering(host);
  return index.policies.targeting(entry, BACKEND_TLS_POLICY).length > 0 || rules.some((each) => [...allPoliciesOf(each)].some(({ policy }) => {
    const own = (policy as { readonly port?: { readonly number?: number } }).port?.number ?? port;
    return own === port && policy.tls?.mode !== undefined && policy.tls.mode !== 'DISABLE';
  }));
}
