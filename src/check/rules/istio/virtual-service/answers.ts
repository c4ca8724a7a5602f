import type { VirtualServiceBody, VirtualServiceDirectResponse, VirtualServiceHttp, VirtualServiceRewrite } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { Hit } from '../../../rule';
import { expressionProblem } from '../values/expressions';
import { portProblem } from '../values/ports';
import { found, foundIn } from '../verdict';
import { statusProblem } from './status';

const LARGEST_BODY = 1024 * 1024;

export function* redirectHits(at: Location, { match = [], redirect }: VirtualServiceHttp): Iterable<Hit> {
  if (redirect === undefined) {
    return;
  }
  const { authority, derivePort, port, prefixRewrite, redirectCode = 0, scheme, uri } = redirect;
  if (uri && prefixRewrite) {
    yield found(at.at('prefixRewrite').key(), 'a redirect has a uri or a prefixRewrite, not both');
  }
  if (prefixRewrite && match.some((conditions) => conditions.uri !== undefined && conditions.uri.prefix === undefined)) {
    yield found(at.at('prefixRewrite'), 'a prefixRewrite needs matches by prefix');
  }
  if (!uri && !prefixRewrite && !authority && !scheme && port === undefined && derivePort === undefined) {
    yield found(at, 'the redirect leads to where the request was');
  }
  if (redirectCode !== 0 && (redirectCode < 300 || redirectCode > 399)) {
    yield found(at.at('redirectCode'), `${redirectCode} is no status of a redirect`, 'write one of 300 to 399');
  }
  if (scheme && !['http', 'https'].includes(scheme)) {
    yield found(at.at('scheme'), `a redirect leads to http or https, not ${scheme}`);
  }
  yield* foundIn(at.at('port'), port || undefined, portProblem);
}

export function* responseHits(at: Location, response?: VirtualServiceDirectResponse): Iterable<Hit> {
  if (response !== undefined && bodySize(response.body) > LARGEST_BODY) {
    yield found(at.at('body'), 'the body is larger than 1 MiB');
  }
  yield* foundIn(at.at('status'), response?.status, statusProblem);
}

/** In bytes. */
export function bodySize({ bytes, string }: VirtualServiceBody = {}): number {
  return bytes === undefined ? Buffer.byteLength(string ?? '') : Buffer.from(bytes, 'base64').length;
}

export function* rewriteHits(at: Location, rewrite?: VirtualServiceRewrite): Iterable<Hit> {
  if (rewrite === undefined) {
    return;
  }
  const { authority, uri, uriRegexRewrite } = rewrite;
  if (uri && uriRegexRewrite !== undefined) {
    yield found(at.at('uriRegexRewrite').key(), 'a rewrite has a uri or a uriRegexRewrite, not both');
  }
  if (!uri && uriRegexRewrite === undefined && !authority) {
    yield found(at, 'the rewrite changes nothing');
  }
  if (uriRegexRewrite !== undefined && !(uriRegexRewrite.match && uriRegexRewrite.rewrite)) {
    yield found(at.at('uriRegexRewrite'), 'a uriRegexRewrite needs match and rewrite');
  }
  yield* foundIn(at.at('uriRegexRewrite', 'match'), uriRegexRewrite?.match || undefined, expressionProblem);
}
