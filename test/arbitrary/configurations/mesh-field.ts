import * as fc from 'fast-check';
import { maybe } from '../values';
import type { Aim, Configuration, Field, MatchAim } from './configuration';
import { delegating } from './delegates';
import { httpRules } from './http-route';
import { deployment, namespace, service, serviceAccount } from './manifests';
import { peerAuthentications } from './peer-authentication';
import { type DrawnPolicy, openPolicy, policy, type PolicyWorld } from './policies';
import { requestsFor } from './requests';
import { closedSidecar, outsideHost, serviceEntry } from './service-entries';
import { virtualServiceRules } from './virtual-service';
import type { Manifest } from '../../../src/manifest/manifest-object';

const VERSIONS = ['v1', 'v2', 'v3'] as const;
const CALLER = 'caller';

/** The labels of the callers' namespaces and of the servers', and what stands before the servers. */
export interface MeshPlane {
  readonly callers: Readonly<Record<string, string>>;
  /** Of the second of the callers' namespaces; unset: the same. */
  readonly others?: Readonly<Record<string, string>>;
  readonly servers: Readonly<Record<string, string>>;
  readonly proxies: (names: Names) => fc.Arbitrary<readonly Manifest[]>;
  /** What policies guard. */
  readonly guards?: 'services' | 'pods';
  /** Whether there are servers outside of the mesh, and callers who may call nobody else. */
  readonly outside?: boolean;
}

/** Callers with sidecars, servers without; the second callers may call only whom the mesh knows. */
export const SIDECARS: MeshPlane = {
  callers: { 'istio-injection': 'enabled' },
  servers: { 'istio-injection': 'disabled' },
  proxies: ({ callers: [, closed] }) => fc.constant([closedSidecar(closed)]),
  outside: true,
};

/** Servers with sidecars, which take what PeerAuthentications say; callers with one, and without. */
export const SIDECAR_SERVERS: MeshPlane = {
  callers: { 'istio-injection': 'enabled' },
  others: { 'istio-injection': 'disabled' },
  servers: { 'istio-injection': 'enabled' },
  proxies: ({ servers }) => peerAuthentications(servers, VERSIONS),
  guards: 'pods',
};

/** Everybody in ambient mode, a waypoint before the servers. */
export const WAYPOINTS: MeshPlane = {
  callers: { 'istio.io/dataplane-mode': 'ambient' },
  servers: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' },
  proxies: ({ servers }) => fc.constant([{
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: servers, name: 'waypoint' },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
  }]),
  guards: 'services',
};

export interface Names {
  readonly callers: readonly string[];
  readonly servers: string;
}

/** Callers of two namespaces, and pods of three versions in another one. Each configuration has Services of its own that select them. */
export function meshField(name: string, plane: MeshPlane): Field {
  const names: Names = { callers: [name, `${name}-other`], servers: `${name}-servers` };
  return {
    manifests: plane.proxies(names).map((proxies) => [
      ...names.callers.flatMap((space, index) => [
        namespace(space, index === 0 ? plane.callers : plane.others ?? plane.callers), serviceAccount(space, CALLER),
      ]),
      namespace(names.servers, plane.servers),
      ...proxies,
      ...VERSIONS.map((version) => deployment(names.servers, version, { app: 'server', version })),
    ]),
    configuration: (index, requests) => configuration(names, `c${index}`, plane, requests),
  };
}

interface DrawnRoute {
  readonly manifest: Manifest;
  /** Rules of it that are written elsewhere. */
  readonly delegates?: readonly Manifest[];
  readonly aims: readonly MatchAim[];
}

function configuration(names: Names, id: string, { guards, outside = false }: MeshPlane, requests: number): fc.Arbitrary<Configuration> {
  const [first, second] = [`${id}-a`, `${id}-b`];
  return fc.record({
    services: fc.tuple(selector(), selector()),
    rule: maybe(destinationRule(names, first), 60),
    policies: guards === undefined ? fc.constant([]) : maybe(guarding[guards](names, id, first), 70).map((drawn = []) => drawn),
    entry: outside ? maybe(serviceEntry(names.servers, id), 25) : fc.constant(undefined),
    routes: fc.array(fc.tuple(fc.constantFrom(names.servers, names.servers, ...names.callers), fc.boolean()), { minLength: 1, maxLength: 2 })
      .chain((places) => fc.tuple(...places.map(([space, isVirtual], position) => (
        isVirtual ? virtualService(names, space, `${id}-${position}`, id) : httpRoute(names, space, `${id}-${position}`, first)))))
      .map(inOrder),
  }).chain(({ services, rule, routes, policies, entry = [] }) => {
    const aims = [
      ...[...routes, ...policies].flatMap((each) => each.aims.map((aim) => aimed(names, id, aim))),
      ...(entry.length > 0 ? outsideAims(names, id) : []),
    ];
    return requestsFor(aims, VERSIONS.map((version) => `${names.servers}/${version}`), requests).map((sent) => ({
      manifests: [
        service(names.servers, first, services[0]), service(names.servers, second, services[1]),
        ...(rule === undefined ? [] : [rule]), ...entry, ...routes.flatMap(({ delegates = [] }) => delegates),
        ...[...routes, ...policies].map(({ manifest }) => manifest),
      ],
      requests: sent,
    }));
  });
}

/** In the order in which istiod sorts those of the same age (`configCompareByCreationTime`): applying them may take more than a second. */
function inOrder(routes: readonly DrawnRoute[]): readonly DrawnRoute[] {
  const keys = new Map(routes.map((route) => [route, sortKey(route)]));
  return [...routes].sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
}

/** Of an HTTPRoute istiod makes one of a name of its own, with the port that it is for. */
function sortKey({ manifest: { kind, metadata: { namespace: space, name }, spec } }: DrawnRoute): string {
  const [{ port, name: parent } = { port: undefined, name: '' }] = (spec as { readonly parentRefs?: readonly { readonly port?: number; readonly name: string }[] }).parentRefs ?? [];
  return kind === 'HTTPRoute' ? [space, ...(port === undefined ? [] : [port]), parent, name].join('~') : `${name} ${space}`;
}

/** Policies at a Service, or at the pods of some versions: there each is for the hosts of its configuration, and one allows them. */
const guarding: Readonly<Record<NonNullable<MeshPlane['guards']>, (names: Names, id: string, target: string) => fc.Arbitrary<readonly DrawnPolicy[]>>> = {
  services: ({ callers, servers }, id, target) => (
    somePolicies(id, { namespace: servers, targetRefs: [{ group: '', kind: 'Service', name: target }], callers })),
  pods: (names, id) => {
    const { callers, servers } = names;
    const hosts = hostsOf(names, id).flatMap((host) => [host, `${host}:*`]);
    const selectors = [{ app: 'server' }, ...VERSIONS.map((version) => ({ version }))];
    const world: PolicyWorld = { namespace: servers, selectors, callers, hosts };
    const open: DrawnPolicy = { manifest: openPolicy(`${id}-open`, world), aims: [] };
    return somePolicies(id, world).map((drawn) => [...drawn, open]);
  },
};

function somePolicies(id: string, world: PolicyWorld): fc.Arbitrary<readonly DrawnPolicy[]> {
  return fc.constantFrom([0], [0, 1]).chain((drawn) => fc.tuple(...drawn.map((index) => policy(`${id}-${index}`, world))));
}

function aimed({ callers, servers }: Names, id: string, aim: MatchAim): Aim {
  return { ...aim, hosts: hostsOf({ callers, servers }, id), keepsHosts: true, ports: [80, 80, 80, 8080], sources: callers.map((space) => `${space}/${CALLER}`) };
}

function hostsOf({ servers }: Names, id: string): readonly string[] {
  return [`${id}-a.${servers}`, `${id}-a.${servers}.svc.cluster.local`, `${id}-a.${servers}.svc`, `${id}-b.${servers}`];
}

/** What is sent to the server outside, and to one whom nobody knows by those who may not. */
function outsideAims({ callers }: Names, id: string): readonly Aim[] {
  const plain = { path: '/v1', headers: [], query: [], keepsHosts: true, ports: [80] };
  const [, closed] = callers;
  return [
    { ...plain, hosts: [outsideHost(id)], sources: callers.map((space) => `${space}/${CALLER}`) }, { ...plain, hosts: [`nobody.${id}.example.net`], sources: [`${closed}/${CALLER}`] },
  ];
}

/** All versions, or one, or none. */
function selector(): fc.Arbitrary<Readonly<Record<string, string>>> {
  return fc.constantFrom<Readonly<Record<string, string>>>({ app: 'server' }, ...VERSIONS.map((version) => ({ app: 'server', version })));
}

const SUBSETS = [
  { name: 'v1', labels: { version: 'v1' } },
  { name: 'v2', labels: { version: 'v2' } },
  { name: 'nobody', labels: { version: 'v9' } },
] as const;

function destinationRule({ callers, servers }: Names, name: string): fc.Arbitrary<Manifest> {
  return fc.record({
    space: fc.constantFrom(servers, servers, callers[0]), trafficPolicy: maybe(trafficPolicy(), 40), ofSubset: maybe(trafficPolicy(), 15),
  }).map(({ space, trafficPolicy: whole, ofSubset }) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { namespace: space, name },
    spec: {
      host: `${name}.${servers}.svc.cluster.local`,
      ...(whole && { trafficPolicy: whole }),
      subsets: SUBSETS.map((subset, index) => ({ ...subset, ...(index === 0 && ofSubset && { trafficPolicy: ofSubset }) })),
    },
  }));
}

/** Which protocol and which TLS a Service is called with, as a whole or at a port. */
function trafficPolicy(): fc.Arbitrary<object> {
  const settings = fc.constantFrom<object>(
    { tls: { mode: 'DISABLE' } }, { tls: { mode: 'ISTIO_MUTUAL' } }, { tls: { mode: 'SIMPLE' } }, { loadBalancer: { simple: 'ROUND_ROBIN' } },
    { connectionPool: { http: { h2UpgradePolicy: 'UPGRADE' } } }, { connectionPool: { http: { useClientProtocol: true } } },
  );
  return fc.tuple(maybe(settings, 60), maybe(fc.tuple(fc.constantFrom(80, 8080), settings), 40)).map(([whole, ofPort]) => ({
    ...whole, ...(ofPort && { portLevelSettings: [{ port: { number: ofPort[0] }, ...ofPort[1] }] }),
  })).filter((drawn) => Object.keys(drawn).length > 0);
}

function virtualService({ callers, servers }: Names, space: string, name: string, id: string): fc.Arbitrary<DrawnRoute> {
  const fqdn = (each: string) => `${id}-${each}.${servers}.svc.cluster.local`;
  const short = (each: string) => (space === servers ? `${id}-${each}` : fqdn(each));
  const destinations = [
    { host: fqdn('a') }, { host: fqdn('b') }, { host: short('a') }, { host: short('b') },
    ...[...SUBSETS.map((each) => each.name), 'missing'].map((subset) => ({ host: fqdn('a'), subset })),
    { host: fqdn('b'), port: { number: 8080 } }, { host: fqdn('missing') },
  ];
  const rules = virtualServiceRules({ destinations, namespaces: callers, gateways: ['mesh'] });
  return fc.record({
    hosts: fc.constantFrom([fqdn('a')], [short('a')], [fqdn('a'), short('b')], [fqdn('b')]),
    exportTo: maybe(fc.constantFrom(['.'], ['*'], [callers[0]]), 15),
    rules: delegating(rules, [servers, ...callers], `${name}-delegate`),
  }).map(({ hosts, exportTo, rules: { http, aims, delegates } }) => ({
    manifest: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { namespace: space, name },
      spec: { hosts, ...(exportTo && { exportTo }), http },
    },
    delegates,
    aims,
  }));
}

function httpRoute({ servers }: Names, space: string, name: string, parent: string): fc.Arbitrary<DrawnRoute> {
  const other = parent.replace(/a$/, 'b');
  const refs = [parent, other, parent, other, 'missing'].map((each) => ({ name: each, namespace: servers, port: 80 }));
  return fc.record({ port: maybe(fc.constantFrom(80, 8080), 20), rules: httpRules(refs) }).map(({ port, rules }) => ({
    manifest: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace: space, name },
      spec: {
        parentRefs: [{ group: '', kind: 'Service', name: parent, namespace: servers, ...(port && { port }) }],
        rules: rules.map(({ rule }) => rule),
      },
    },
    aims: rules.flatMap((rule) => rule.aims),
  }));
}
