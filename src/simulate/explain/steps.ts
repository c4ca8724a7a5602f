import { formatDuration } from '../../manifest/duration';
import { percent } from '../percent';
import type { FullName } from '../request';
import type { Step } from '../steps';
import type { ClusterKey, Forward, ListenerTable, RouteEntry } from '../tables';
import { UNKNOWN_CAUSES } from '../unknown';
import type { Verdict } from '../verdict';
import type { Line } from './line';
import { policyLines } from './policy-lines';

function passesText({ isTls, passes }: ListenerTable): string {
  return passes === undefined ? '' : isTls && !passes.endsTls ? ', which it passes on unread' : ', and passes on what it does not read';
}

type Lines<K extends Step['kind']> = (step: Extract<Step, { readonly kind: K }>) => readonly Line[];

/** What each kind of step has to say. */
const LINES: { readonly [K in Step['kind']]: Lines<K> } = {
  'listener': ({ port, listener }) => [listener === undefined
    ? { topic: 'listener', text: `nobody takes it on port ${port}`, tone: 'bad' }
    : { topic: 'listener', text: `port ${port}${listener.isTls ? ' with TLS' : ''}${passesText(listener)}`, origin: listener.passes?.origin ?? listener.origin }],
  'virtual-host': ({ host, domain, others = [] }) => (domain === undefined ? [
    ...others.map(({ text, origin }): Line => ({ topic: 'not', text, tone: 'aside', origin })),
    { topic: 'host', text: `${host} is nobody's here`, tone: 'bad' },
  ] : [{ topic: 'host', text: domain === host || domain === '*' ? host : `${host}, by ${domain}` }]),
  'route': ({ route, verdicts, lost }) => [
    ...lost.map((each): Line => ({ topic: 'not', text: difference(each.verdict), tone: 'aside', origin: each.route.origin })),
    ...(route === undefined ? [{ topic: 'route', text: 'none matches', tone: 'bad' } as const] : routeLines(route, verdicts)),
  ],
  'authorize': policyLines,
  'ask': ({ provider, allowed, why, origin }) => (
    [{ topic: 'asks', text: `${provider}, which ${allowed ? 'lets it pass' : 'refuses'}: ${why}`, tone: allowed ? undefined : 'bad', origin }]),
  'token': ({ status, origin }) => [{ topic: 'token', text: status, origin }],
  'transport': ({ encryption, caller, accepted, why, origin }) => [{
    topic: 'connection',
    text: `${encryption}${caller === undefined ? '' : ` as ${name(caller)}`}${accepted ? '' : `, refused: ${why}`}`,
    tone: accepted ? undefined : 'bad',
    origin,
  }],
  'fault': ({ share, delay, abort, origin }) => [{
    topic: 'fault',
    text: `${delay === undefined ? `aborted with ${abort}` : `held back for ${formatDuration(delay)}`}, ${percent(share.toNumber())} of all`,
    origin,
  }],
  'cors': ({ answers, allowed, origin }) => [{ topic: 'cors', text: `${answers ? 'answers the preflight' : 'another origin'}: ${allowed ? 'allowed' : 'not allowed'}`, origin }],
  'rewrite': ({ field, before, after, origin }) => [{ topic: field, text: `${before} → ${after}`, origin }],
  'headers': ({ removed, set, origin }) => [{
    topic: 'headers',
    text: [...removed.map((each) => `-${each}`), ...set.map((each) => `${each.appends ? '+' : ''}${each.name}: ${each.value}`)].join(', '),
    origin,
  }],
  'mirror': ({ cluster, share, lost, unknown, origin }) => [
    { topic: 'copy', text: `${percent(share.toNumber())} to ${clusterName(cluster)}`, origin },
    ...(unknown === undefined ? [] : [{ topic: 'copy', text: `it is not known who receives it: ${UNKNOWN_CAUSES[unknown]}`, tone: 'bad' } as const]),
    ...(lost === undefined ? [] : [{ topic: 'copy', text: `is lost: ${lost.text}`, tone: 'bad', origin: lost.origin } as const]),
  ],
  'split': ({ cluster, share, of, origin }) => [{ topic: of > 1 ? percent(share.toNumber()) : 'to', text: clusterName(cluster), origin }],
  'model': ({ service, why, origin }) => [{ topic: 'router', text: `${service} ${why}`, origin }],
  'pick': ({ service, asked, why, origin }) => [{
    topic: 'picker',
    text: `${service} ${asked ? why ?? 'chooses the pod' : `does not answer${why === undefined ? '' : `: ${why}`}`}`,
    tone: asked ? undefined : 'bad',
    origin,
  }],
  'try': ({ number, workload, isAgain, status, failure, retriedOn }) => [{
    topic: number === 1 ? 'sent' : `try ${number}`,
    text: [
      workload === undefined ? 'nowhere' : `${name(workload)}${isAgain ? ' again' : ''}`,
      failure === undefined ? `: ${status}` : `: ${failure}`,
      retriedOn === undefined ? '' : `, tried again on ${retriedOn}`,
    ].join(''),
    tone: failure === undefined ? undefined : 'bad',
  }],
  'respond': ({ status, why, origin }) => [{ topic: 'answers', text: `${status ?? 'nothing'}: ${why}`, origin }],
};

export function linesOf(step: Step): readonly Line[] {
  return (LINES[step.kind] as (step: Step) => readonly Line[])(step);
}

/** Of a server outside of the mesh, which lies in no namespace, the host. */
export function name({ namespace, name: own }: FullName): string {
  return namespace === '' ? own : `${namespace}/${own}`;
}

function routeLines({ origin, action }: RouteEntry, verdicts: readonly Verdict[]): readonly Line[] {
  const matched = verdicts.filter(({ wanted }) => wanted !== 'text prefix /').map(({ field, wanted }) => `${field} ${wanted}`).join(', ');
  return [
    { topic: 'route', text: matched === '' ? 'every request' : matched, origin },
    ...(action.kind === 'forward' ? limitLines(action) : []),
  ];
}

function limitLines({ timeout, retry }: Forward): readonly Line[] {
  const limits = [
    ...(timeout === undefined ? [] : [`${formatDuration(timeout)} in all`]),
    ...(retry?.perTry === undefined ? [] : [`${formatDuration(retry.perTry)} a try`]),
    ...(retry === undefined ? ['no retries'] : [`${retry.retries} retries on ${[...retry.conditions.filter((each) => each !== 'retriable-status-codes'), ...retry.codes].join(', ')}`]),
  ];
  return [{ topic: 'limits', text: limits.join('; '), tone: 'aside' }];
}

function difference({ field, wanted, got }: Verdict): string {
  return `${field}: wants ${wanted}, got ${got === undefined ? 'none' : got}`;
}

function clusterName({ host, port, subset }: ClusterKey): string {
  return host === '' ? 'a backend that may not be referred to' : `${host}:${port}${subset === undefined ? '' : ` (${subset})`}`;
}
