import { connect, type Wires } from './connect';
import { Fraction } from '../../fraction';
import type { Outcome } from '../../outcome';
import type { Step } from '../../steps';
import type { ListenerTable, Passing, ProxyTables } from '../../tables';
import type { Flow } from '../evaluation';
import { authorize, refusalOf } from '../filters/admit';
import { behind, ownAnswer, withShare } from '../outcomes';
import { unknown } from '../unknown';

/** A gateway passes on what it does not read: each connection goes to one of the destinations, by weight. */
export function passOn(wires: Wires, tables: ProxyTables, listener: ListenerTable, passing: Passing, arriving: Flow): readonly Outcome[] {
  const { proxy, topology } = tables;
  const { policies, destinations, endsTls } = passing;
  const { message } = arriving;
  const flow: Flow = { ...arriving, isSealed: message.scheme === 'https' && !endsTls };
  const authorized = authorize({ proxy, topology, policies, listeners: [], readsHttp: false }, flow, wires.evaluation);
  const steps: readonly Step[] = [{ kind: 'listener', port: listener.port, listener }, ...(authorized === undefined ? [] : [authorized])];
  const refusal = authorized && refusalOf(authorized);
  if (refusal !== undefined) {
    const end = refusal.status === undefined ? unknown(refusal.unknown!, message) : ownAnswer({ disposition: 'denied', failure: 'reset', received: {}, protocol: message.protocol });
    return [behind(end, proxy, steps)];
  }
  const sum = destinations.reduce((total, { weight }) => total + weight, 0);
  return destinations.flatMap(({ cluster, weight, origin }) => {
    const share = Fraction.of(weight, sum);
    const split: Step = { kind: 'split', origin, cluster, share, of: destinations.length };
    const connecting = { from: proxy, namespace: proxy.namespace, key: cluster };
    return connect(wires, connecting, flow, [...steps, split]).map((outcome) => withShare(outcome, share));
  });
}
