import { behaviorOf } from './behavior';
import { Fraction } from '../../fraction';
import { Headers } from '../../headers';
import { modelOf } from '../../model';
import type { Outcome, Received } from '../../outcome';
import type { Behavior, Behaviors, FullName, Message } from '../../request';
import { ownAnswer } from '../outcomes';

/** A request that pods receive. */
export interface Arrival {
  readonly workload: FullName;
  readonly message: Message;
  readonly caller?: FullName;
  readonly received: Received;
}

/** What a workload answers: 200, unless its behaviour is another one. */
export function serve({ workload, message, caller, received }: Arrival, behaviors: Behaviors): Outcome {
  const key = `${workload.namespace}/${workload.name}`;
  const before = received[key] ?? 0;
  const behavior = behaviorOf(behaviors, workload, before, modelOf(message.body));
  if (behavior.down !== undefined) {
    return ownAnswer({ disposition: 'reset', failure: 'connect-failure', received, protocol: message.protocol });
  }
  if (behavior.speaks !== undefined && behavior.speaks !== versionOf(message)) {
    return ownAnswer({ disposition: 'reset', failure: 'other-version', received, protocol: message.protocol });
  }
  const now = { ...received, [key]: before + 1 };
  const { delay = 0 } = behavior;
  if (behavior.reset || behavior.refuse) {
    const failure = behavior.refuse && message.protocol !== 'http1' ? 'refused' : 'reset';
    return ownAnswer({ disposition: 'reset', failure, received: now, tries: 1, time: delay, protocol: message.protocol });
  }
  return {
    ...answer(behavior, message),
    disposition: 'delivered',
    probability: Fraction.ONE,
    upstream: { workload, message, caller },
    tries: 1,
    headersTime: delay,
    isBroken: false,
    mirrors: [],
    unknownMirrors: [],
    hops: [],
    received: now,
  };
}

/** The version of HTTP in which a workload gets a message: calls of gRPC may have been made HTTP/1.1 on their way. */
function versionOf({ protocol, isDowngraded = false }: Message): Behavior['speaks'] {
  return protocol === 'http1' || (protocol === 'grpc' && isDowngraded) ? 'http1' : 'http2';
}

/** HTTP/1.1 has no room behind the body for the status of a call that succeeds: Envoy hands no trailers on. */
function answer({ delay = 0, status, stream }: Behavior, { protocol, isDowngraded = false }: Message): Pick<Outcome, 'status' | 'grpc' | 'headers' | 'time' | 'chunks'> {
  if (protocol === 'grpc') {
    return { status: 200, grpc: status ?? (isDowngraded ? undefined : 0), headers: type('application/grpc'), time: delay };
  }
  if (stream === undefined || status !== undefined) {
    return { status: status ?? 200, headers: type('application/json'), time: delay };
  }
  const { chunks, every } = stream;
  return { status: 200, headers: type('text/event-stream'), chunks, time: delay + (chunks - 1) * every };
}

function type(value: string): Headers {
  return Headers.of([['content-type', value]]);
}
