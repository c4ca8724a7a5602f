import type { Duration } from 'cdk8s';
import type { ConnectionSettings } from './connection-settings';
import { connectionSettingsConfig } from './connection-settings';
import type { PlainObject } from './plain-data';
import type { ProxyResources } from './proxy-resources';
import { concurrencyConfig, toContainerResources } from './proxy-resources';
import { renderSecondsOf } from './seconds';
import type { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';

/** What every proxy of the mesh starts from; a workload, gateway or waypoint may say otherwise. */
export interface ProxyDefaults {
  /**
   * Sidecars and the gateways that Istio runs: `global.proxy.resources` of the istiod chart. The concurrency holds
   * for waypoints as well: `meshConfig.defaultConfig.concurrency`.
   * @default - those of the chart
   */
  readonly resources?: ProxyResources;
  /**
   * Waypoints: `global.waypoint.resources` of the istiod chart.
   * @default - those of the chart
   */
  readonly waypointResources?: ProxyResources;
  /**
   * Start the containers of a pod only when its sidecar is ready: `meshConfig.defaultConfig.holdApplicationUntilProxyStarts`.
   * Native sidecars are ready first in any case. For the sidecar data plane.
   * @default false
   */
  readonly holdApplicationUntilProxyStarts?: boolean;
  /**
   * How long a stopping proxy lets open requests, streams of tokens among them, come to their end:
   * `meshConfig.defaultConfig.terminationDrainDuration`. The pod's `terminationGracePeriodSeconds` (30 unless it
   * says otherwise) ends it sooner.
   * @default - Istio's own: 5 seconds
   */
  readonly terminationDrainDuration?: Duration;
  /**
   * How proxies treat the connections of their callers: `meshConfig.defaultConfig.connectionSettings`. From Istio
   * 1.31 on. A gateway may have its own.
   * @default - Istio's own: no idle bound on a stream, a buffer of 1 MiB
   */
  readonly connectionSettings?: ConnectionSettings;
}

/** `defaultConfig` of the mesh config. */
export function proxyConfig(site: Site, proxy: ProxyDefaults, target: Target): PlainObject {
  return {
    ...concurrencyConfig(site.at('resources'), proxy.resources ?? {}),
    holdApplicationUntilProxyStarts: proxy.holdApplicationUntilProxyStarts,
    terminationDrainDuration: renderSecondsOf(site.at('terminationDrainDuration'), proxy.terminationDrainDuration),
    ...(proxy.connectionSettings && connectionSettingsConfig(site.at('connectionSettings'), proxy.connectionSettings, target)),
  };
}

/** `proxy` and `waypoint` of the chart's global values. */
export function proxyValues(site: Site, { resources, waypointResources }: ProxyDefaults): PlainObject {
  site.at('waypointResources', 'concurrency').check(waypointResources?.concurrency === undefined, {
    problem: 'cannot be had mesh-wide for waypoints alone',
    got: waypointResources?.concurrency,
    fix: 'set proxy.resources.concurrency for all proxies, or the resources of a waypoint',
  });
  return {
    proxy: resourcesValue(site.at('resources'), resources),
    waypoint: resourcesValue(site.at('waypointResources'), waypointResources),
  };
}

function resourcesValue(site: Site, given: ProxyResources | undefined): PlainObject | undefined {
  const resources = given && toContainerResources(site, given);
  return resources && { resources };
}
