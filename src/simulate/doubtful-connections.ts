import { type ConnectionSettings, connectionSettingsOf } from './compile/connection-settings';
import type { Outcome } from './outcome';
import type { PathNormalization } from './path-normalization';
import type { SimulatedRequest } from './request';
import type { MeshSettings } from './settings';
import type { Proxy } from './tables';
import { parseDuration } from '../manifest/duration';

/** A request at a proxy, and what would become of it without the settings of the proxy. */
interface Passed {
  readonly proxy: Proxy;
  readonly request: SimulatedRequest;
  readonly outcome: Outcome;
  readonly paths: PathNormalization;
}

/** What is not followed of `connectionSettings`, and the requests for which it matters. */
const DOUBTS: Readonly<Record<string, (settings: ConnectionSettings, passed: Passed) => boolean>> = {
  // That of a gateway is followed.
  httpStreamIdleTimeout: ({ httpStreamIdleTimeout }, { proxy, outcome }) => proxy.kind !== 'gateway' && outcome.headersTime > limitOf(httpStreamIdleTimeout),
  httpMaxStreamDuration: ({ httpMaxStreamDuration }, { outcome }) => outcome.time >= limitOf(httpMaxStreamDuration),
  httpHeadersWithUnderscoresAction: ({ httpHeadersWithUnderscoresAction: action = '' }, { request: { headers } }) => (
    /_(REJECT_REQUEST|DROP_HEADER)$/.test(action) && headers.entries.some(([name]) => name.includes('_'))),
  httpMergeSlashes: ({ httpMergeSlashes: merges }, { request: { url }, paths }) => (
    merges !== undefined && merges !== paths.mergesSlashes && /\/(\/|\\|%2f|%5c)|%(2f|5c)\//i.test(url.path)),
  httpPathWithEscapedSlashesAction: ({ httpPathWithEscapedSlashesAction: action }, { request: { url }, paths }) => (
    action !== undefined && action !== (paths.unescapesSlashes ? 'UNESCAPE_AND_FORWARD' : 'KEEP_UNCHANGED') && /%(2f|5c)/i.test(url.path)),
};

/** The part of `connectionSettings` of a proxy that may change an answer, and is not followed; undefined: none. */
export function whyDoubtful(request: SimulatedRequest, outcomes: readonly Outcome[], { connections, paths }: MeshSettings): string | undefined {
  for (const outcome of outcomes) {
    for (const { proxy } of outcome.hops.filter((hop) => hop.proxy.kind !== 'ztunnel')) {
      const settings = connectionSettingsOf(proxy, connections);
      const doubt = Object.keys(DOUBTS).find((each) => DOUBTS[each](settings, { proxy, request, outcome, paths }));
      if (doubt !== undefined) {
        return `connectionSettings of ${proxy.object.id}: ${doubt} may matter to this request`;
      }
    }
  }
  return undefined;
}

function limitOf(duration: string | undefined): number {
  return parseDuration(duration) || Infinity;
}
