import type { Outcome } from '../../outcome';
import type { FullName, Message } from '../../request';
import type { AuthorizerSettings } from '../../settings';
import type { ProxyTables } from '../../tables';
import type { Evaluation, Flow } from '../evaluation';

/** What an external authorization server answered. */
export interface Authorized {
  readonly allowed: boolean;
  /** What the caller gets where it is refused. */
  readonly status: number;
  readonly why: string;
  /** How long it took, in milliseconds. */
  readonly time: number;
  readonly authorizer?: FullName;
}

const CHECK_METHOD = '/envoy.service.auth.v3.Authorization/Check';

/** Asks the server, by way of whatever stands before it (Envoy source/extensions/filters/http/ext_authz). */
export function askAuthorizer(tables: ProxyTables, settings: AuthorizerSettings, flow: Flow, evaluation: Evaluation): Authorized {
  const { asking = [] } = flow;
  if (asking.includes(settings.name)) {
    return endless(settings);
  }
  const host = settings.service.slice(settings.service.indexOf('/') + 1);
  const cluster = evaluation.cluster(tables.proxy, { host, port: settings.port });
  const endpoint = cluster?.endpoints.find((each) => !evaluation.isUnready(each));
  if (cluster === undefined || endpoint === undefined) {
    return failed(settings, 0);
  }
  const asked = { ...flow, asking: [...asking, settings.name], message: question(settings, flow.message) };
  const [outcome] = evaluation.send(tables, cluster, endpoint, asked);
  // What a proxy before the server answers, the server never comes to hear of.
  const authorizer = outcome.tries > 0 ? endpoint.workload : undefined;
  if (outcome.headersTime > settings.timeout) {
    return { ...failed(settings, settings.timeout), authorizer };
  }
  return isAnswer(outcome, settings)
    ? { allowed: outcome.status === 200, status: outcome.status!, why: `${settings.name} says ${outcome.status}`, time: outcome.headersTime, authorizer }
    : { ...failed(settings, outcome.headersTime), authorizer };
}

/** Of HTTP every status but those of a broken server is an answer; a gRPC server has to be reached. */
function isAnswer({ status, disposition }: Outcome, { protocol }: AuthorizerSettings): boolean {
  return status !== undefined && (protocol === 'http' ? status < 500 : disposition === 'delivered');
}

function failed({ name, failsOpen, statusOnError }: AuthorizerSettings, time: number): Authorized {
  return { allowed: failsOpen, status: statusOnError, why: `${name} does not answer`, time };
}

/** Whoever stands before the server asks it about each question to it: it never comes to answer, and the first to ask gives up. */
function endless(settings: AuthorizerSettings): Authorized {
  return { allowed: false, status: settings.statusOnError, why: `${settings.name} is asked about the questions to it`, time: Infinity };
}

function question({ protocol }: AuthorizerSettings, message: Message): Message {
  return protocol === 'http'
    ? { ...message, protocol: 'http1', hasBody: false }
    : { ...message, protocol: 'http2', method: 'POST', path: CHECK_METHOD };
}
