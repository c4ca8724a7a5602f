import type { DestinationRuleSpec } from '../../../../../imports/networking.istio.io';
import { ROUTE_KINDS } from '../../../../manifest/gateway-api/attachments';
import { backendRefs } from '../../../../manifest/gateway-api/backend-refs';
import { destinationsOf } from '../../../../manifest/istio/destinations';
import { HTTP_ROUTE, SERVICE_ENTRY, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { ManifestIndex } from '../../../../manifest/manifest-index';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { altered, rule, together } from '../../../rule';
import { PROVIDER_ENTRY, PROVIDER_TLS } from '../../object-examples';
import { isTls } from '../values/ports';

const ORIGINATING = ['SIMPLE', 'MUTUAL'];

const GOOD = together(PROVIDER_ENTRY, PROVIDER_TLS);

export const tlsTwice = rule({
  code: 'MLM0986',
  name: 'tls-twice',
  severity: 'error',
  title: 'TLS of the callers of a host outside is put into TLS once more',
  kinds: [SERVICE_ENTRY],
  message: 'callers of {host} speak TLS to port {port} (protocol {protocol}), and a DestinationRule with mode {mode} makes TLS of it once more',
  why: 'Of protocol HTTPS or TLS a proxy takes TLS only, by the name of the server, and sends it on as it is; a DestinationRule with mode SIMPLE or MUTUAL puts it into TLS of the '
    + 'proxy, in which the server finds no request. Callers that send plain HTTP to such a port are not answered either.',
  fix: 'write protocol HTTP and have callers send plain HTTP; where callers speak TLS themselves, delete the tls settings',
  isAbsence: true,
  evidence: 'source: istio.io, Common problems, Network issues, "Double TLS (TLS origination for a TLS request)". No case: the caller waits for an answer that does not come',
  options: { dataPlane: 'sidecar' },
  bad: altered(GOOD, ['- number: 80', '- number: 80 # <- MLM0986'], ['protocol: HTTP', 'protocol: HTTPS']),
  good: GOOD,
  * check(entry, { index }) {
    const { hosts = [], location = 'MESH_EXTERNAL', ports = [] } = entry.spec;
    for (const [i, { number, protocol = '' }] of location === 'MESH_EXTERNAL' ? ports.entries() : []) {
      const wrapped = isTls(protocol) ? hosts.flatMap((host) => wrapping(host, number, index) ?? []) : [];
      if (wrapped.length > 0) {
        yield { at: entry.at('spec', 'ports', i, 'number'), data: { ...wrapped[0], port: number, protocol } };
      }
    }
  },
});

function wrapping(host: string, port: number, index: ManifestIndex) {
  const modes = index.destinationRules.covering(host).flatMap((each) => modeAt(each, port) ?? []);
  const mode = modes.find((each) => ORIGINATING.includes(each));
  return mode === undefined || isRouteTarget(host, port, index) ? undefined : { host, mode };
}

/** Settings of a port that say nothing of TLS lose that of those for all ports (MLM0431). */
function modeAt({ spec: { trafficPolicy } }: ManifestObject<DestinationRuleSpec>, port: number): string | undefined {
  return (trafficPolicy?.portLevelSettings?.find((settings) => settings.port?.number === port) ?? trafficPolicy)?.tls?.mode;
}

/** What routes send may have come as plain HTTP to another port. */
function isRouteTarget(host: string, port: number, index: ManifestIndex): boolean {
  const isIt = (name: string, own: number | undefined) => name === host && (own === undefined || own === port);
  return index.all(VIRTUAL_SERVICE).some((service) => (
    destinationsOf(service).some((destination) => isIt(index.hosts.fqdn(destination.host, service.namespace), destination.port))))
    || ROUTE_KINDS.some((kind) => index.all(kind as typeof HTTP_ROUTE).some((route) => (
      backendRefs(route).some((ref) => isIt(ref.name, ref.port)))));
}
