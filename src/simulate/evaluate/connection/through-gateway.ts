import type { Wires } from './connect';
import { findListener } from './listener';
import { passOn } from './pass-on';
import { whyNoListener } from '../../compile/missing';
import type { Outcome } from '../../outcome';
import type { Url } from '../../request';
import type { ProxyTables } from '../../tables';
import type { Flow } from '../evaluation';
import { behind, ownAnswer } from '../outcomes';
import { throughProxy } from '../proxy';
import { unknown } from '../unknown';

/** How a connection comes to a gateway: to which port, with TLS or without, and for which server. */
export type Coming = Pick<Url, 'scheme' | 'port' | 'host'>;

/** One of the listeners of a gateway reads what a connection carries, or passes it on, or none takes it. */
export function throughGateway(wires: Wires, tables: ProxyTables, coming: Coming, flow: Flow): readonly Outcome[] {
  const { message, message: { protocol }, received } = flow;
  const { proxy } = tables;
  const listener = findListener(tables.listeners, coming);
  if (listener === undefined) {
    const refused = ownAnswer({ disposition: 'no-listener', failure: 'connect-failure', reason: whyNoListener(tables), received, protocol });
    return [behind(refused, proxy, [{ kind: 'listener', port: coming.port }])];
  }
  const { passes, unmet, unknown: cause } = listener;
  if (passes !== undefined && cause !== undefined) {
    return [behind(unknown(cause, message), proxy, [{ kind: 'listener', port: listener.port, listener }])];
  }
  if (unmet !== undefined) {
    const refused = ownAnswer({ disposition: 'reset', failure: 'connect-failure', reason: unmet, received, protocol });
    return [behind(refused, proxy, [{ kind: 'listener', port: listener.port, listener }])];
  }
  return passes === undefined ? throughProxy(tables, listener, flow, wires.evaluation) : passOn(wires, tables, listener, passes, flow);
}
