import { Duration } from 'cdk8s';
import type { BackendConfig } from './backend';
import type { RouteProps } from './route-props';
import { MeshRouteKind } from './route-props';
import type { RouteRule } from './rule';
import { checkPreflights, checkRuleSize } from './rule-checks';
import { renderDuration } from '../core/duration';
import { checkHostname } from '../core/names';
import type { Site } from '../core/site';
import { requireCapability } from '../core/versions/capabilities';
import { PICKER_HEADERS } from '../inference/picker/release';
import type { MeshContext } from '../mesh/context';
import { namespaceOf } from '../mesh/context';
import type { GatewayBinding } from '../mesh/gateway/binding';

interface CheckedRoute {
  readonly context: MeshContext;
  /** That of its Service. */
  readonly namespace: string;
  readonly site: Site;
  readonly props: RouteProps;
  readonly rules: readonly RouteRule[];
  readonly gateway?: GatewayBinding;
}

/** Gateway API: `spec.hostnames` has 16 items at most. */
const MAX_HOSTNAMES = 16;

/** What the props and rules of a route must be like. */
export function checkRoute(route: CheckedRoute): void {
  const { site, props, gateway, rules } = route;
  site.check(gateway !== undefined || props.service !== undefined, {
    problem: 'has no address: it is neither at a gateway nor at a Service',
    fix: 'give service for callers in the mesh, or a gateway to the mesh',
  });
  for (const prop of ['servicePort', 'adoptService', 'meshFault', 'meshRouteKind', 'consumerNamespace'] as const) {
    site.at(prop).check(props.service !== undefined || props[prop] === undefined, {
      problem: 'concerns callers in the mesh, and the route has no address for them',
      fix: 'give service as well',
    });
  }
  checkConsumer(route);
  checkHostnames(route);
  site.at('meshFault').check(!props.meshFault || props.meshRouteKind === MeshRouteKind.VIRTUAL_SERVICE, {
    problem: 'needs a VirtualService: an HTTPRoute has no word for faults',
    fix: 'set meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE',
  });
  rules.forEach((rule) => checkRule(route, rule));
  checkPreflights(site.at('cors'), rules);
}

/** What a route of the callers in one namespace cannot have. */
function checkConsumer({ site, props, context, namespace, gateway }: CheckedRoute): void {
  const { consumerNamespace } = props;
  if (consumerNamespace === undefined) {
    return;
  }
  requireCapability(context.target, 'consumerRoute', site.at('consumerNamespace'));
  namespaceOf(context, site.at('consumerNamespace'), consumerNamespace);
  site.at('consumerNamespace').check(consumerNamespace !== namespace, {
    problem: 'is that of the Service, and a route there holds for every caller',
    got: consumerNamespace,
    fix: 'leave it out',
  });
  site.at('exposeAtGateway').check(gateway === undefined, {
    problem: `concerns callers from outside, and the route is for those in ${consumerNamespace}`,
    got: true,
    fix: 'leave it out, or use a second route without consumerNamespace',
  });
  site.at('meshRouteKind').check(props.meshRouteKind !== MeshRouteKind.VIRTUAL_SERVICE, {
    problem: 'must be an HTTPRoute for the callers of one namespace: of VirtualServices for one host the oldest holds for all',
    got: props.meshRouteKind,
    fix: 'leave it out',
  });
  site.at('trafficPolicy').check(props.trafficPolicy === undefined, {
    problem: `would hold for every caller of the backends, and the route is for those in ${consumerNamespace}`,
    fix: 'give it to the workload, or to the route of the Service',
  });
}

function checkHostnames({ props: { hostnames }, gateway, ...route }: CheckedRoute): void {
  const site = route.site.at('hostnames');
  hostnames?.forEach((hostname, i) => {
    checkHostname(site.at(i), hostname);
    site.at(i).check(hostnames.indexOf(hostname) === i, { problem: 'is named twice', got: hostname, fix: 'name it once' });
  });
  site.check(hostnames === undefined || (hostnames.length > 0 && hostnames.length <= MAX_HOSTNAMES), {
    problem: `must name 1 to ${MAX_HOSTNAMES} hosts`,
    got: hostnames?.length,
    fix: 'use a wildcard, a second route, or leave the prop out for all hosts of the gateway',
  });
  site.check(hostnames === undefined || gateway !== undefined, {
    problem: 'names hosts at a gateway, and the route is not at one',
    got: hostnames,
    fix: 'callers in the mesh address the service; leave hostnames out',
  });
}

function checkRule(route: CheckedRoute, rule: RouteRule): void {
  const { site, props, context, gateway } = route;
  const byVirtualService = props.meshRouteKind === MeshRouteKind.VIRTUAL_SERVICE;
  const byHttpRoute = gateway !== undefined || !byVirtualService;
  if (rule.retry && byHttpRoute) {
    requireCapability(context.target, 'httpRouteRetry', rule.retrySite);
  }
  rule.retrySite.check(rule.retryKind !== 'NONE' || !byHttpRoute || context.install?.retriesDisabled === true, {
    problem: 'cannot be switched off in an HTTPRoute, whose attempts is at least 1',
    fix: 'switch retries off for the mesh (MeshInstall, given to the mesh as install), '
      + 'or take the route off the gateway and set meshRouteKind: MeshRouteKind.VIRTUAL_SERVICE',
  });
  if (rule.cors && byHttpRoute) {
    requireCapability(context.target, 'cors', site.at('cors'));
  }
  for (const { backend } of [...rule.backends, ...rule.mirrors]) {
    checkBackend(route, rule, backend);
  }
  checkRuleSize(site, rule);
}

/** A request that waits at the picker for longer than the route does is paid for by nobody, and computed all the same. */
function checkWaiting(site: Site, { timeout }: RouteRule, { name, pool }: BackendConfig): void {
  const wait = pool?.timeToLive;
  site.at('timeout').check(wait === undefined || timeout === undefined || wait < timeout.toMilliseconds(), {
    problem: `ends before a request has waited at the endpoint picker of '${name}' for as long as it may, ${renderDuration(Duration.millis(wait ?? 0))} (flowControl.timeToLive)`,
    got: timeout && renderDuration(timeout),
    fix: 'give the flow control of the picker a shorter timeToLive, or the route a longer limit',
  });
}

/** Envoy applies both, and of two values for one header it is not the route's that goes out. */
function checkOwnHeaders(site: Site, { requestHeaders = {} }: RouteRule, { name, provider }: BackendConfig): void {
  const changed = [...Object.keys(requestHeaders.set ?? {}), ...Object.keys(requestHeaders.add ?? {})].map((header) => header.toLowerCase());
  const own = Object.keys(provider?.headers.set ?? {}).find((header) => changed.includes(header));
  site.check(own === undefined, {
    problem: `changes the header ${own}, in which the external provider '${name}' gets its credential`,
    fix: 'leave it out, or use a route of its own for the provider',
  });
}

function checkBackend({ site, props }: CheckedRoute, rule: RouteRule, backend: BackendConfig): void {
  site.at('service').check(props.service === undefined || backend.kind !== 'Hostname', {
    problem: `routes callers in the mesh to the external provider '${backend.name}', whose credential only the gateway has`,
    got: props.service,
    fix: 'leave service out: callers in the mesh use the Service of the gateway',
  });
  checkOwnHeaders(site.at('requestHeaders'), rule, backend);
  if (backend.kind !== 'InferencePool') {
    return;
  }
  site.at('service').check(props.service === undefined, {
    problem: `routes callers in the mesh to the InferencePool '${backend.name}', where Istio asks no endpoint picker`,
    got: props.service,
    fix: 'leave service out: callers in the mesh use the Service of the gateway',
  });
  site.at('cors').check(!rule.cors, {
    problem: `stands on a rule to the InferencePool '${backend.name}': Istio then never asks its endpoint picker`,
    fix: 'answer CORS in front of the gateway, or on a route to a Service',
  });
  const { set, add, remove = [] } = rule.requestHeaders ?? {};
  for (const header of [...Object.keys({ ...set, ...add }), ...remove]) {
    site.at('requestHeaders').check(!PICKER_HEADERS.includes(header.toLowerCase()), {
      problem: `changes a header after the endpoint picker of '${backend.name}' has read it, and so has no effect`,
      got: header,
      fix: 'say it of the backend: Backend.inferencePool(pool, { objective, fairnessId })',
    });
  }
  checkWaiting(site, rule, backend);
}
