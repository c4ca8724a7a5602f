import * as fc from 'fast-check';
import { maybe } from '../values';
import type { Aim, Configuration, Field } from './configuration';
import { httpRules } from './http-route';
import { deployment, namespace, service, serviceAccount } from './manifests';
import { type DrawnPolicy, policy, type PolicyWorld } from './policies';
import { requestsFor } from './requests';
import { virtualServiceRules } from './virtual-service';
import type { Manifest } from '../../../src/manifest/manifest-object';

const VERSIONS = ['v1', 'v2', 'v3'] as const;
const CALLER = 'caller';

/** The labels of the callers' namespaces and of the servers', and what stands before the servers. */
export interface MeshPlane {
  readonly callers: Readonly<Record<string, string>>;
  readonly servers: Readonly<Record<string, string>>;
  readonly proxies: (servers: string) => readonly Manifest[];
  /** Whether policies guard Services. */
  readonly guards: boolean;
}

/** Callers with sidecars, servers without. */
export const SIDECARS: MeshPlane = {
  callers: { 'istio-injection': 'enabled' },
  servers: { 'istio-injection': 'disabled' },
  proxies: () => [],
  guards: false,
};

/** Everybody in ambient mode, a waypoint before the servers. */
export const WAYPOINTS: MeshPlane = {
  callers: { 'istio.io/dataplane-mode': 'ambient' },
  servers: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint' },
  proxies: (servers) => [{
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { namespace: servers, name: 'waypoint' },
    spec: { gatewayClassName: 'istio-waypoint', listeners: [{ name: 'mesh', port: 15008, protocol: 'HBONE' }] },
  }],
  guards: true,
};

interface Names {
  readonly callers: readonly string[];
  readonly servers: string;
}

/** Callers of two namespaces, and pods of three versions in another one. Each configuration has Services of its own that select them. */
export function meshField(name: string, plane: MeshPlane): Field {
  const names: Names = { callers: [name, `${name}-other`], servers: `${name}-servers` };
  return {
    manifests: [
      ...names.callers.flatMap((space) => [namespace(space, plane.callers), serviceAccount(space, CALLER)]),
      namespace(names.servers, plane.servers),
      ...plane.proxies(names.servers),
      ...VERSIONS.map((version) => deployment(names.servers, version, { app: 'server', version })),
    ],
    configuration: (index, requests) => configuration(names, `c${index}`, plane.guards, requests),
  };
}

interface DrawnRoute {
  readonly manifest: Manifest;
  readonly aims: readonly Pick<Aim, 'path' | 'method' | 'headers' | 'query'>[];
}

function configuration(names: Names, id: string, guards: boolean, requests: number): fc.Arbitrary<Configuration> {
  const [first, second] = [`${id}-a`, `${id}-b`];
  return fc.record({
    services: fc.tuple(selector(), selector()),
    rule: maybe(destinationRule(names, first), 60),
    policies: guards ? maybe(serviceGuards(names, id, first), 70).map((drawn = []) => drawn) : fc.constant([]),
    routes: fc.array(fc.tuple(fc.constantFrom(names.servers, names.servers, ...names.callers), fc.boolean()), { minLength: 1, maxLength: 2 })
      // In the order in which istiod sorts those of the same age.
      .chain((places) => fc.tuple(...places.sort(([a], [b]) => (a < b ? -1 : 1)).map(([space, isVirtual], position) => (
        isVirtual ? virtualService(names, space, `${id}-${position}`, id) : httpRoute(names, space, `${id}-${position}`, first))))),
  }).chain(({ services, rule, routes, policies }) => {
    const aims = [...routes, ...policies].flatMap((each) => each.aims.map((aim) => aimed(names, id, aim)));
    return requestsFor(aims, requests).map((sent) => ({
      manifests: [
        service(names.servers, first, services[0]), service(names.servers, second, services[1]),
        ...(rule === undefined ? [] : [rule]), ...[...routes, ...policies].map(({ manifest }) => manifest),
      ],
      requests: sent,
    }));
  });
}

function serviceGuards({ callers, servers }: Names, id: string, target: string): fc.Arbitrary<readonly DrawnPolicy[]> {
  const world: PolicyWorld = { namespace: servers, targetRefs: [{ group: '', kind: 'Service', name: target }], callers };
  return fc.constantFrom([0], [0, 1]).chain((drawn) => fc.tuple(...drawn.map((index) => policy(`${id}-${index}`, world))));
}

function aimed({ callers, servers }: Names, id: string, aim: DrawnRoute['aims'][number]): Aim {
  const hosts = [`${id}-a.${servers}`, `${id}-a.${servers}.svc.cluster.local`, `${id}-a.${servers}.svc`, `${id}-b.${servers}`];
  return { ...aim, hosts, keepsHosts: true, ports: [80, 80, 80, 8080], sources: callers.map((space) => `${space}/${CALLER}`) };
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
  return fc.constantFrom(servers, servers, callers[0]).map((space) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { namespace: space, name },
    spec: { host: `${name}.${servers}.svc.cluster.local`, subsets: SUBSETS },
  }));
}

function virtualService({ callers, servers }: Names, space: string, name: string, id: string): fc.Arbitrary<DrawnRoute> {
  const fqdn = (each: string) => `${id}-${each}.${servers}.svc.cluster.local`;
  const short = (each: string) => (space === servers ? `${id}-${each}` : fqdn(each));
  const destinations = [
    { host: fqdn('a') }, { host: fqdn('b') }, { host: short('a') }, { host: short('b') },
    ...[...SUBSETS.map((each) => each.name), 'missing'].map((subset) => ({ host: fqdn('a'), subset })),
    { host: fqdn('b'), port: { number: 8080 } }, { host: fqdn('missing') },
  ];
  return fc.record({
    hosts: fc.constantFrom([fqdn('a')], [short('a')], [fqdn('a'), short('b')], [fqdn('b')]),
    exportTo: maybe(fc.constantFrom(['.'], ['*'], [callers[0]]), 15),
    http: virtualServiceRules({ destinations, namespaces: callers }),
  }).map(({ hosts, exportTo, http }) => ({
    manifest: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { namespace: space, name },
      spec: { hosts, ...(exportTo && { exportTo }), http: http.map((each) => each.http) },
    },
    aims: http.flatMap((each) => each.aims),
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
