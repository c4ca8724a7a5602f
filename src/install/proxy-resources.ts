import type { PlainObject } from './plain-data';
import { ifAny } from './plain-data';
import { checkInteger } from '../core/numbers';
import type { ResourceKind } from '../core/quantity';
import { checkQuantity } from '../core/quantity';
import type { Site } from '../core/site';

/**
 * What an Envoy of the mesh (sidecar, waypoint or gateway) asks for and may use at most.
 *
 * What is left out keeps the default of the Istio charts, and is compared with it: a request must not exceed its limit.
 */
export interface ProxyResources {
  /**
   * CPU that is set aside, `500m` or `2`: `resources.requests.cpu`, on a sidecar `sidecar.istio.io/proxyCPU`.
   * @default '100m'
   */
  readonly cpuRequest?: string;
  /**
   * Memory that is set aside, `256Mi`: `resources.requests.memory`, on a sidecar `sidecar.istio.io/proxyMemory`.
   * @default '128Mi'
   */
  readonly memoryRequest?: string;
  /**
   * CPU at most, `2`: `resources.limits.cpu`, on a sidecar `sidecar.istio.io/proxyCPULimit`. Also the number of
   * worker threads where `concurrency` is left out.
   * @default '2'
   */
  readonly cpuLimit?: string;
  /**
   * Memory at most, `1Gi`: `resources.limits.memory`, on a sidecar `sidecar.istio.io/proxyMemoryLimit`.
   * @default '1Gi'
   */
  readonly memoryLimit?: string;
  /**
   * Worker threads of Envoy: `concurrency` of the ProxyConfig.
   * @default - as many as the CPU limit has cores
   */
  readonly concurrency?: number;
}

/** Resources with every quantity filled in. */
export type CompleteResources = Required<Omit<ProxyResources, 'concurrency'>>;

/** `global.proxy.resources` and `global.waypoint.resources` of the istiod chart, the same in 1.29 to 1.31. */
export const CHART_RESOURCES: CompleteResources = { cpuRequest: '100m', memoryRequest: '128Mi', cpuLimit: '2', memoryLimit: '1Gi' };

/** What a pod's sidecar is told. */
export interface SidecarSettings {
  readonly annotations: { readonly [key: string]: string };
  /** For the annotation `proxy.istio.io/config`, with whatever else goes there. */
  readonly proxyConfig: PlainObject;
}

/** Kubernetes' `resources` of a container. */
export interface ContainerResources {
  readonly requests?: { readonly [resource: string]: string };
  readonly limits?: { readonly [resource: string]: string };
}

interface Slot {
  readonly request: keyof CompleteResources;
  readonly limit: keyof CompleteResources;
}

const SLOTS: { readonly [kind in ResourceKind]: Slot } = {
  cpu: { request: 'cpuRequest', limit: 'cpuLimit' },
  memory: { request: 'memoryRequest', limit: 'memoryLimit' },
};

const ANNOTATIONS: { readonly [prop in keyof CompleteResources]: string } = {
  cpuRequest: 'sidecar.istio.io/proxyCPU',
  memoryRequest: 'sidecar.istio.io/proxyMemory',
  cpuLimit: 'sidecar.istio.io/proxyCPULimit',
  memoryLimit: 'sidecar.istio.io/proxyMemoryLimit',
};

/** More threads than any node has cores would only cost memory. */
const MAX_CONCURRENCY = 256;

/** The resources with what is left out taken from `inherited`, checked. */
export function completeResources(site: Site, resources: ProxyResources, inherited: CompleteResources = CHART_RESOURCES): CompleteResources {
  const complete: CompleteResources = {
    cpuRequest: resources.cpuRequest ?? inherited.cpuRequest,
    memoryRequest: resources.memoryRequest ?? inherited.memoryRequest,
    cpuLimit: resources.cpuLimit ?? inherited.cpuLimit,
    memoryLimit: resources.memoryLimit ?? inherited.memoryLimit,
  };
  checkRequestWithinLimit(site, resources, complete, 'cpu');
  checkRequestWithinLimit(site, resources, complete, 'memory');
  return complete;
}

/** `concurrency` as a part of a ProxyConfig, or an empty one. */
export function concurrencyConfig(site: Site, resources: ProxyResources): PlainObject {
  const { concurrency } = resources;
  if (concurrency === undefined) {
    return {};
  }
  return {
    concurrency: checkInteger(site.at('concurrency'), concurrency, {
      min: 1,
      max: MAX_CONCURRENCY,
      fix: 'leave it out to follow the CPU limit; 0 would take every core of the node',
    }),
  };
}

/**
 * Annotations of a pod template. As soon as one of the four is there the injector ignores the mesh-wide resources
 * altogether (define "resources" in injection-template.yaml), so either all are written or none.
 */
export function toSidecarSettings(site: Site, resources: ProxyResources, inherited: CompleteResources = CHART_RESOURCES): SidecarSettings {
  const complete = completeResources(site, resources, inherited);
  const props = Object.keys(ANNOTATIONS) as (keyof CompleteResources)[];
  const isSized = props.some((prop) => resources[prop] !== undefined);
  return {
    annotations: isSized ? Object.fromEntries(props.map((prop) => [ANNOTATIONS[prop], complete[prop]])) : {},
    proxyConfig: concurrencyConfig(site, resources),
  };
}

/** `resources` to merge over the defaults of a chart; what is left out stays out. */
export function toContainerResources(site: Site, resources: ProxyResources): ContainerResources | undefined {
  completeResources(site, resources);
  return ifAny({
    requests: ifAny({ cpu: resources.cpuRequest, memory: resources.memoryRequest }),
    limits: ifAny({ cpu: resources.cpuLimit, memory: resources.memoryLimit }),
  }) as ContainerResources | undefined;
}

function checkRequestWithinLimit(site: Site, given: ProxyResources, complete: CompleteResources, kind: ResourceKind): void {
  const { request, limit } = SLOTS[kind];
  const least = checkQuantity(site.at(request), complete[request], kind);
  const most = checkQuantity(site.at(limit), complete[limit], kind);
  const prop = given[request] === undefined ? limit : request;
  const other = prop === limit ? request : limit;
  site.at(prop).check(least <= most, {
    problem: `does not fit ${other}, which is ${complete[other]}${given[other] === undefined ? ' unless you say otherwise' : ''}: `
      + 'a request must not exceed its limit',
    got: complete[prop],
    fix: `set ${other} too`,
  });
}
