import * as fc from 'fast-check';
import type { Aim, Configuration, Field } from './configuration';
import { type DrawnRule, httpRules } from './http-route';
import { namespace, service } from './manifests';
import { type DrawnPolicy, openPolicy, policy, type PolicyWorld } from './policies';
import { requestsFor } from './requests';
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
] as const;

const ATTACHMENTS: readonly Attachment[] = [
  ...Array<Attachment>(6).fill({ reached: [80, 8080] }),
  { sectionName: 'any', reached: [80] },
  { sectionName: 'other', reached: [8080, 80] },
  { sectionName: 'wild', reached: [80] },
  { port: 8080, reached: [8080, 80] },
];

interface DrawnRoute {
  readonly manifest: Manifest;
  readonly aims: readonly Aim[];
}

/** A Gateway from which HTTPRoutes of two namespaces lead to a few Services, some of them missing or not permitted; policies guard it, or do not. */
export function gatewayField(name: string, isGuarded: boolean): Field {
  const other = `${name}-other`;
  return {
    manifests: [
      ...[name, other].map((each) => namespace(each, { 'istio-injection': 'disabled' })),
      ...['one', 'two', 'three'].map((each) => service(name, each)),
      ...['granted', 'closed'].map((each) => service(other, each)),
      {
        apiVersion: 'gateway.networking.k8s.io/v1beta1',
        kind: 'ReferenceGrant',
        metadata: { namespace: other, name: 'granted' },
        spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: name }], to: [{ group: '', kind: 'Service', name: 'granted' }] },
      },
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { namespace: name, name: 'gateway' },
        spec: { gatewayClassName: 'istio', listeners: LISTENERS.map((listener) => ({ ...listener, allowedRoutes: { namespaces: { from: 'All' } } })) },
      },
    ],
    configuration: (index, requests) => configuration(name, `c${index}`, isGuarded, requests),
  };
}

/** Routes of a configuration are made in the order in which istiod sorts those of the same age: it may take more than a second. */
function configuration(field: string, id: string, isGuarded: boolean, requests: number): fc.Arbitrary<Configuration> {
  const hosts = [`${id}.example.com`, `*.${id}.example.com`, `a.${id}.example.com`, `${id}.wild.example.com`];
  return fc.array(fc.boolean(), { minLength: 1, maxLength: 3 })
    .chain((places) => fc.tuple(...places.sort().map((isOther, position) => httpRoute(field, isOther, `${id}-${position}`, hosts))))
    .chain((routes) => fc.tuple(fc.constant(routes), isGuarded ? guards(field, id, hosts) : fc.constant([])))
    .chain(([routes, policies]) => {
      const taken = policies.flatMap(({ aims }) => aims.map((aim) => ({ ...aim, hosts: [hosts[0]], ports: [80] })));
      return requestsFor([...routes.flatMap((route) => route.aims), ...taken], requests).map((sent) => ({
        manifests: [...routes, ...policies].map(({ manifest }) => manifest), requests: sent,
      }));
    });
}

/** Policies for the hosts of a configuration. Beside those of others it needs one that allows. */
function guards(field: string, id: string, hosts: readonly string[]): fc.Arbitrary<readonly DrawnPolicy[]> {
  const world: PolicyWorld = {
    namespace: field,
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gateway' }],
    hosts: hosts.flatMap((host) => [host, `${host}:*`]),
    callers: [field],
  };
  const open = { manifest: openPolicy(`${id}-open`, world), aims: [] };
  return fc.array(fc.boolean(), { minLength: 1, maxLength: 2 }).chain((drawn) => fc.tuple(...drawn.map((_, index) => policy(`${id}-${index}`, world))))
    .map((policies) => (policies.some(({ manifest }) => (manifest.spec as { action: string }).action === 'ALLOW') ? policies : [...policies, open]));
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

function aimsOf(rules: readonly DrawnRule[], hostnames: readonly string[], ports: readonly number[]): Aim[] {
  const hosts = hostnames.map((host) => host.replace('*', 'any'));
  return rules.flatMap((rule) => rule.aims.map((aim) => ({ ...aim, hosts, ports })));
}

/** The references that a route may draw: right ones mostly. */
function refs(field: string, isOther: boolean): readonly object[] {
  const own = isOther ? ['granted', 'closed', 'granted'] : ['one', 'two', 'three', 'one', 'two', 'three'];
  const foreign = isOther ? [{ name: 'one', namespace: field, port: 80 }] : ['granted', 'closed'].map((name) => ({ name, namespace: `${field}-other`, port: 80 }));
  return [...own.map((name) => ({ name, port: 80 })), ...foreign, { name: 'missing', port: 80 }, { name: own[0], port: 81 }];
}
