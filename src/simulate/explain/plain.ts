import type { Outcome } from '../outcome';
import { lineOf, placeOf } from './line';
import { linesOf, name } from './steps';

/** An outcome for programs: nothing but texts, numbers, lists and records. */
export function plain(outcome: Outcome): object {
  const { probability, disposition, status, grpc, upstream, tries, time, chunks, mirrors, unknownMirrors, hops, headers, unknown, reason } = outcome;
  return {
    probability: String(probability),
    share: probability.toNumber(),
    disposition,
    status,
    grpc,
    unknown,
    reason: reason?.text,
    backend: upstream && name(upstream.workload),
    upstream: upstream && {
      path: upstream.message.path,
      host: upstream.message.authority,
      headers: upstream.message.headers.entries,
      caller: upstream.caller && name(upstream.caller),
    },
    responseHeaders: headers.entries,
    tries,
    milliseconds: time,
    chunks,
    mirrors: mirrors.map(({ workload, share }) => ({ backend: name(workload), share: String(share) })),
    unknownMirrors: unknownMirrors.map(({ cluster, share, unknown: cause }) => ({ host: cluster.host, share: String(share), unknown: cause })),
    hops: hops.map(({ proxy, steps }) => ({
      proxy: proxy.kind,
      name: `${proxy.namespace}/${proxy.object.name}`,
      steps: steps.flatMap((step) => linesOf(step).map(({ topic, text, origin }) => (
        { kind: step.kind, topic, text, decidedBy: origin && placeOf(origin), at: origin && lineOf(origin) }))),
    })),
  };
}
