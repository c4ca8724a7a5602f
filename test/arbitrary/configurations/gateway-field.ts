import * as fc from 'fast-check';
import { maybe } from '../values';
import { AUTHORIZER, authorizer, customPolicy } from './authorizers';
import type { Aim, Configuration, Field, MatchAim } from './configuration';
import { grpcRules } from './grpc-route';
import { httpRules } from './http-route';
import { h2cService, namespace, service } from './manifests';
import { type DrawnPolicy, isOpening, openPolicy, policy, type PolicyWorld } from './policies';
import { requestsFor } from './requests';
import { certificate, SECURE_PORTS, TLS_LISTENERS } from './tls-listeners';
import { requestAuthentication, TOKENS } from './tokens';
import type { Manifest } from '../../../src/manifest/manifest-object';

/** Where a route attaches to the Gateway, and at which port it is reached then. */
interface Attachment {
  readonly sectionName?: string;
  readonly port?: number;
  readonly reached: readonly number[];
}

const LISTENERS = [
  { name: 'any', port: 80, protocol: 'HTTP' },
  { name: 'other', port: 8080, protocol: 'HTTP' },
  { name: 'wild', port: 80, protocol: 'HTTP', hostname: '*.wild.example.com' },
  ...TLS_LISTENERS,
] as const;

const ATTACHMENTS: readonly Attachment[] = [
  ...Array<Attachment>(6).fill({ reached: [80, 80, 8080, 443] }),
  { sectionName: 'any', reached: [80] },
  { sectionName: 'other', reached: [8080, 80] },
  { sectionName: 'wild', reached: [80] },
  { port: 8080, reached: [8080, 80] },
  { sectionName: 'secure', reached: [443] },
  { sectionName: 'secure-wild', reached: [443] },
  { sectionName: 'secure-only', reached: [8443, 443] },
  { port: 443, reached: [443, 80] },
];

/** How requests from outside are sent. */
const PROTOCOLS = ['http1', 'http1', 'http1', 'http2'] as const;

const TARGETS = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }] as const;

/** Services of the Gateway's namespace, and of the other one. */
const OWN = ['one', 'two', 'three'] as const;
const FOREIGN = ['granted', 'closed'] as const;

const KINDS = ['HTTPRoute', 'GRPCRoute'] as const;

interface DrawnRoute {
  readonly manifest: Manifest;
  readonly aims: readonly Aim[];
}

/** What stands before the routes. */
export interface Guards {
  readonly policies?: boolean;
  /** Callers bring tokens. */
  readonly tokens?: boolean;
  /** An authorization server is asked. */
  readonly asks?: boolean;
}

/** A Gateway from which routes of two namespaces lead to a few Services, some of them missing or not permitted; policies guard it, or do not. */
export function gatewayField(name: string, guards: Guards = {}): Field {
  const other = `${name}-other`;
  return {
    manifests: (guards.tokens ? requestAuthentication(name, TARGETS).map((each) => [each]) : fc.constant([])).map((own) => [
      ...own,
      ...(guards.asks ? [authorizer(name)] : []),
      ...[name, other].map((each) => namespace(each, { 'istio-injection': 'disabled' })),
      ...OWN.map((each) => service(name, each)),
      ...FOREIGN.map((each) => service(other, each)),
      h2cService(name, 'grpc'),
      {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'ReferenceGrant',
        metadata: { namespace: other, name: 'granted' },
        spec: { from: KINDS.map((kind) => ({ group: 'gateway.networking.k8s.io', kind, namespace: name })), to: [{ group: '', kind: 'Service', name: 'granted' }] },
      },
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { namespace: name, name: 'gateway' },
        spec: { gatewayClassName: 'istio', listeners: LISTENERS.map((listener) => ({ ...listener, allowedRoutes: { namespaces: { from: 'All' } } })) },
      },
    ]),
    assumed: [certificate(name)],
    configuration: (index, requests) => configuration(name, `c${index}`, guards, requests),
  };
}

/** Routes of a configuration are made in the order in which istiod sorts those of the same age: it may take more than a second. */
function configuration(field: string, id: string, guards: Guards, requests: number): fc.Arbitrary<Configuration> {
  const hosts = [`${id}.example.com`, `*.${id}.example.com`, `a.${id}.example.com`, `${id}.wild.example.com`, `${id}.only.example.com`];
  const http = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 })
    .chain((places) => fc.tuple(...places.sort().map((isOther, position) => httpRoute(field, isOther, `${id}-${position}`, hosts))));
  return fc.tuple(http, maybe(grpcRoute(field, `${id}-9`, hosts), 15))
    .map(([routes, calls]) => [...routes, ...(calls === undefined ? [] : [calls])].sort(bySpace))
    .chain((routes) => fc.tuple(fc.constant(routes), guards.policies ? guarding(field, id, hosts, guards) : fc.constant([])))
    .chain(([routes, policies]) => {
      const taken = policies.flatMap(({ aims }) => aims.map((aim) => ({ ...aim, hosts: [hosts[0]], ports: [80] })));
      const aims = [...routes.flatMap((route) => route.aims), ...taken].map((aim) => (guards.tokens ? { ...aim, tokens: TOKENS } : aim));
      return requestsFor(aims, [...workloads(field), ...(guards.asks ? [`${field}/${AUTHORIZER}`] : [])], requests).map((sent) => ({
        manifests: [...routes, ...policies].map(({ manifest }) => manifest), requests: sent,
      }));
    });
}

/** In the order of namespaces, then of names. */
function bySpace({ manifest: a }: DrawnRoute, { manifest: b }: DrawnRoute): number {
  const [first, second] = [a, b].map(({ metadata }) => `${metadata.namespace} ${metadata.name}`);
  return first < second ? -1 : 1;
}

/** Those that routes may lead to. */
function workloads(field: string): readonly string[] {
  return [...[...OWN, 'grpc'].map((each) => `${field}/${each}`), ...FOREIGN.map((each) => `${field}-other/${each}`)];
}

/** Policies for the hosts of a configuration. Beside those of others it needs one that allows. */
function guarding(field: string, id: string, hosts: readonly string[], { tokens, asks }: Guards): fc.Arbitrary<readonly DrawnPolicy[]> {
  const world: PolicyWorld = { namespace: field, targetRefs: TARGETS, hosts: hosts.flatMap((host) => [host, `${host}:*`]), callers: [field], tokens };
  const open = { manifest: openPolicy(`${id}-open`, world), aims: [] };
  const own = fc.array(fc.boolean(), { minLength: asks ? 0 : 1, maxLength: 2 }).chain((drawn) => fc.tuple(...drawn.map((_, index) => policy(`${id}-${index}`, world))))
    .map((policies) => (policies.some(({ manifest }) => isOpening(manifest)) ? policies : [...policies, open]));
  const asking = asks ? customPolicy(field, `${id}-ask`, TARGETS, world.hosts!).map((drawn) => [drawn]) : fc.constant([]);
  return fc.tuple(own, asking).map((drawn) => drawn.flat());
}

function httpRoute(field: string, isOther: boolean, name: string, hosts: readonly string[]): fc.Arbitrary<DrawnRoute> {
  const namespaceName = isOther ? `${field}-other` : field;
  return fc.record({
    attachment: fc.constantFrom(...ATTACHMENTS),
    // Mostly the same host, so that routes meet.
    hostnames: fc.oneof(fc.constant([hosts[0]]), fc.uniqueArray(fc.constantFrom(...hosts), { minLength: 1, maxLength: 2 })),
    rules: httpRules(refs(field, isOther)),
  }).map(({ attachment: { reached, ...where }, hostnames, rules }) => ({
    manifest: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace: namespaceName, name },
      spec: { parentRefs: [{ name: 'gateway', namespace: field, ...where }], hostnames, rules: rules.map(({ rule }) => rule) },
    },
    aims: aimsOf(rules, hostnames, reached),
  }));
}

function grpcRoute(field: string, name: string, hosts: readonly string[]): fc.Arbitrary<DrawnRoute> {
  return fc.record({
    attachment: fc.constantFrom(...ATTACHMENTS),
    hostnames: fc.constantFrom([`grpc.${hosts[0]}`], [hosts[1]], [hosts[3]], [hosts[0]]),
    rules: grpcRules([...refs(field, false), ...Array<object>(6).fill({ name: 'grpc', port: 80 })]),
  }).map(({ attachment: { reached, ...where }, hostnames, rules }) => ({
    manifest: {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GRPCRoute',
      metadata: { namespace: field, name },
      spec: { parentRefs: [{ name: 'gateway', namespace: field, ...where }], hostnames, rules: rules.map(({ rule }) => rule) },
    },
    aims: aimsOf(rules, hostnames, reached),
  }));
}

function aimsOf(rules: readonly { readonly aims: readonly MatchAim[] }[], hostnames: readonly string[], ports: readonly number[]): Aim[] {
  const hosts = hostnames.map((host) => host.replace('*', 'any'));
  return rules.flatMap((rule) => rule.aims.map((aim) => ({ protocols: PROTOCOLS, ...aim, hosts, ports, securePorts: SECURE_PORTS })));
}

/** The references that a route may draw: right ones mostly. */
function refs(field: string, isOther: boolean): readonly object[] {
  const own = isOther ? ['granted', 'closed', 'granted'] : ['one', 'two', 'three', 'one', 'two', 'three'];
  const foreign = isOther ? [{ name: 'one', namespace: field, port: 80 }] : ['granted', 'closed'].map((name) => ({ name, namespace: `${field}-other`, port: 80 }));
  return [...own.map((name) => ({ name, port: 80 })), ...foreign, { name: 'missing', port: 80 }, { name: own[0], port: 81 }];
}
