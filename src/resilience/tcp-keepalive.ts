import type { Duration } from 'cdk8s';
import { renderSeconds } from './limits';
import type { TcpKeepalive as TcpKeepaliveSettings } from '../../imports/networking.istio.io';
import { checkInteger } from '../core/numbers';
import type { Site } from '../core/site';

/**
 * TCP keep-alive on connections to a Service (DestinationRule `trafficPolicy.connectionPool.tcp.tcpKeepalive`). An empty one switches it on
 * with the values of the node's operating system.
 */
export interface TcpKeepalive {
  /**
   * Unanswered probes after which the peer is dead (`probes`), 127 at most.
   * @default - the operating system's, 9 on Linux
   */
  readonly probes?: number;
  /**
   * Silence before the first probe (`time`), whole seconds, 32767 at most.
   * @default - the operating system's, 2 hours on Linux
   */
  readonly time?: Duration;
  /**
   * Time between two probes (`interval`), whole seconds, 32767 at most.
   * @default - the operating system's, 75 s on Linux
   */
  readonly interval?: Duration;
}

/** Linux refuses more (tcp.h, MAX_TCP_KEEPCNT, _KEEPIDLE, _KEEPINTVL), and Envoy then fails to connect at all. */
const MAX_PROBES = 127;
const MAX_SECONDS = 32_767;

export function renderTcpKeepalive(site: Site, { probes, time, interval }: TcpKeepalive): TcpKeepaliveSettings {
  return {
    probes: probes === undefined ? undefined : checkInteger(site.at('probes'), probes, { min: 1, max: MAX_PROBES, fix: 'Linux takes no other number' }),
    time: renderSeconds(site.at('time'), time, 1, MAX_SECONDS),
    interval: renderSeconds(site.at('interval'), interval, 1, MAX_SECONDS),
  };
}
