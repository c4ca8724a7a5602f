import type { Outcome } from '../outcome';
import { lineOf, placeOf } from './line';
import { linesOf } from './steps';

/** An outcome for programs: nothing but texts, numbers, lists and records. */
export function plain(outcome: Outcome): object {
  const { probability, disposition, status, grpc, upstream, tries, time, chunks, mirrors, hops, headers, unknown, reason } = outcome;
  return {
    probability: String(probability),
    share: probability.toNumber(),
    disposition,
    status,
    grpc,
    unknown,
    reason: reason?.text,
    backend: upstream && `${upstream.workload.namespace}/${upstream.workload.name}`,
    upstream: upstream && {
      path: upstream.message.path,
      host: upstream.message.authority,
      headers: upstream.message.headers.entries,
      caller: upstream.caller && `${upstream.caller.namespace}/${upstream.caller.name}`,
    },
    responseHeaders: headers.entries,
    tries,
    milliseconds: time,
    chunks,
    mirrors: mirrors.map(({ workload, share }) => ({ backend: `${workload.namespace}/${workload.name}`, share: String(share) })),
    hops: hops.map(({ proxy, steps }) => ({
      proxy: proxy.kind,
      name: `${proxy.namespace}/${proxy.object.name}`,
      steps: steps.flatMap((step) => linesOf(step).map(({ topic, text, origin }) => (
        { kind: step.kind, topic, text, decidedBy: origin && placeOf(origin), at: origin && lineOf(origin) }))),
    })),
  };
}
