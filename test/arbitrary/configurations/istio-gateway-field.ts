import * as fc from 'fast-check';
import type { Aim, Configuration, Field } from './configuration';
import { delegating } from './delegates';
import { namespace, readersOfSecrets, service } from './manifests';
import { requestsFor } from './requests';
import { certificate, SECURE_PORTS, SERVER_TLS } from './tls-listeners';
import { virtualServiceRules } from './virtual-service';
import type { Manifest } from '../../../src/manifest/manifest-object';

const OWN = ['one', 'two', 'three'] as const;
const FOREIGN = ['other'] as const;

/** A Gateway's pods, which Gateways of Istio configure: each configuration has its own of them, and VirtualServices of two namespaces. */
export function istioGatewayField(name: string): Field {
  const other = `${name}-other`;
  return {
    manifests: fc.constant([
      ...[name, other].map((each) => namespace(each, { 'istio-injection': 'disabled' })),
      ...OWN.map((each) => service(name, each)),
      ...FOREIGN.map((each) => service(other, each)),
      ...readersOfSecrets(name, `${podsOf(name)}-istio`),
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { namespace: name, name: podsOf(name) },
        spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
      },
    ]),
    assumed: [certificate(name)],
    configuration: (index, requests) => configuration(name, `c${index}`, requests),
  };
}

/** Gateways of Istio find pods of all namespaces by their labels. */
function podsOf(field: string): string {
  return `public-${field}`;
}

interface DrawnServer {
  readonly server: object;
  readonly port: number;
}

interface DrawnRoute {
  readonly manifests: readonly Manifest[];
  readonly aims: readonly Aim[];
}

function configuration(field: string, id: string, requests: number): fc.Arbitrary<Configuration> {
  const hosts = [`${id}.example.com`, `a.${id}.example.com`, `*.${id}.example.com`];
  return servers(field, hosts).chain((drawn) => {
    const ports = drawn.map(({ port }) => port);
    return fc.array(fc.boolean(), { minLength: 1, maxLength: 2 })
      .chain((places) => fc.tuple(...places.map((isOther, position) => virtualService(field, isOther, id, position, hosts, ports))))
      .chain((routes) => requestsFor(routes.flatMap(({ aims }) => aims), workloads(field), requests).map((sent) => ({
        manifests: [gateway(field, id, drawn.map(({ server }) => server)), ...routes.flatMap(({ manifests }) => manifests)], requests: sent,
      })));
  });
}

function workloads(field: string): readonly string[] {
  return [...OWN.map((each) => `${field}/${each}`), ...FOREIGN.map((each) => `${field}-other/${each}`)];
}

function gateway(field: string, name: string, drawn: readonly object[]): Manifest {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { namespace: field, name },
    spec: { selector: { 'gateway.networking.k8s.io/gateway-name': podsOf(field) }, servers: drawn },
  };
}

/** Of each kind at most one: a port has a name, and hosts at which TLS ends are served once. */
function servers(field: string, hosts: readonly string[]): fc.Arbitrary<readonly DrawnServer[]> {
  const kinds = [
    { port: { number: 80, name: 'http', protocol: 'HTTP' } },
    { port: { number: 80, name: 'http-moved', protocol: 'HTTP' }, tls: { httpsRedirect: true } },
    { port: { number: 8080, name: 'http-other', protocol: 'HTTP' } },
    { port: { number: 443, name: 'https', protocol: 'HTTPS' }, tls: SERVER_TLS },
  ];
  return fc.oneof({ weight: 4, arbitrary: fc.subarray(kinds, { minLength: 1 }) }, { weight: 3, arbitrary: fc.constant([kinds[0]]) })
    .chain((chosen) => fc.tuple(...chosen.map((kind) => (
      served(field, hosts).map((own) => ({ server: { ...kind, hosts: own }, port: kind.port.number }))))));
}

/** The hosts of a server, and whose VirtualServices may have them. */
function served(field: string, hosts: readonly string[]): fc.Arbitrary<readonly string[]> {
  const written = fc.tuple(fc.constantFrom('', '', '*/', './', `${field}-other/`), fc.constantFrom(hosts[0], ...hosts));
  const some = fc.uniqueArray(written, { minLength: 1, maxLength: 2, selector: ([, host]) => host }).map((drawn) => drawn.map((parts) => parts.join('')));
  return fc.oneof(fc.constant([hosts[0], hosts[2]]), some);
}

function virtualService(
  field: string, isOther: boolean, id: string, position: number, hosts: readonly string[], ports: readonly number[],
): fc.Arbitrary<DrawnRoute> {
  const space = isOther ? `${field}-other` : field;
  const name = `${id}-${position}`;
  const fqdn = (host: string, of: string) => ({ host: `${host}.${of}.svc.cluster.local` });
  const destinations = [
    ...OWN.map((each) => fqdn(each, field)), ...FOREIGN.map((each) => fqdn(each, `${field}-other`)), { ...fqdn('one', field), port: { number: 8080 } },
    fqdn('missing', field), ...(isOther ? [] : [{ host: 'two' }]),
  ].map((each) => ('port' in each ? each : { ...each, port: { number: 80 } }));
  const gateways = [`${field}/${id}`];
  const rules = virtualServiceRules({ destinations, namespaces: [field, `${field}-other`], gateways: [...gateways, 'mesh'] });
  return fc.record({
    // One that covers another stands alone.
    hosts: fc.constantFrom([hosts[0]], [hosts[0]], [hosts[1]], [hosts[2]], [hosts[0], hosts[1]], [hosts[0], hosts[2]]),
    gateways: fc.constantFrom(gateways, gateways, ['mesh', ...gateways], ...(isOther ? [] : [[id]])),
    rules: delegating(rules, [field, `${field}-other`], `${name}-delegate`),
  }).map((drawn) => ({
    manifests: [
      { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { namespace: space, name }, spec: { hosts: drawn.hosts, gateways: drawn.gateways, http: drawn.rules.http } },
      ...drawn.rules.delegates,
    ],
    aims: drawn.rules.aims.map((aim) => (
      { ...aim, hosts: drawn.hosts.map((host) => host.replace('*', 'any')), ports, securePorts: SECURE_PORTS })),
  }));
}
