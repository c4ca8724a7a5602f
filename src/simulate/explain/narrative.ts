import { formatDuration } from '../../manifest/duration';
import type { Outcome } from '../outcome';
import { percent } from '../percent';
import type { Proxy } from '../tables';
import { UNKNOWN_CAUSES } from '../unknown';
import type { Line } from './line';
import { linesOf, name } from './steps';

/** What happened in one outcome, from top to bottom. */
export function narrative(outcome: Outcome): readonly Line[] {
  return [
    ...outcome.hops.flatMap(({ proxy, steps }) => [proxyLine(proxy), ...steps.flatMap(linesOf)]),
    ending(outcome),
  ];
}

const PROXIES: Readonly<Record<Proxy['kind'], string>> = { gateway: 'gateway', waypoint: 'waypoint', sidecar: 'sidecar', ztunnel: 'ztunnel' };

function proxyLine({ kind, namespace, object }: Proxy): Line {
  return { topic: `▸ ${PROXIES[kind]}`, text: `${kind === 'sidecar' || kind === 'ztunnel' ? 'of ' : ''}${namespace}/${object.name}` };
}

function ending({ reason, status, grpc, upstream, tries, time, unknown, disposition, probability, isBroken }: Outcome): Line {
  if (unknown !== undefined) {
    const text = [UNKNOWN_CAUSES[unknown], ...(reason === undefined ? [] : [reason.text])].join(': ');
    return { topic: '= unknown', text, tone: 'bad', origin: reason?.origin };
  }
  const parts = [
    status === undefined ? `the connection breaks (${disposition})` : `${grpc === undefined ? status : `gRPC ${grpc}`}`,
    ...(upstream === undefined ? [] : [`from ${name(upstream.workload)}`, `path ${upstream.message.path}`, `host ${upstream.message.authority}`]),
    ...(tries > 1 ? [`${tries} tries`] : []),
    ...(time > 0 ? [`after ${formatDuration(time)}`] : []),
    ...(isBroken && status !== undefined ? ['cut'] : []),
    ...(reason === undefined ? [] : [reason.text]),
  ];
  const isGood = upstream !== undefined && (status ?? 0) < 400 && !isBroken;
  return { topic: `= ${percent(probability.toNumber())}`, text: parts.join(', '), tone: isGood ? 'good' : status !== undefined && status < 400 ? undefined : 'bad', origin: reason?.origin };
}
