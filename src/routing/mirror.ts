import type { Backend, BackendSite } from './backend';
import { checkMirrored } from './backend';
import type { RuleMirror } from './rule';
import { checkPercentage } from '../core/numbers';

/** Copies of requests, for a backend whose answers nobody sees (filter RequestMirror). */
export interface Mirror {
  /** Where the copies go. It does the work and may write: mirror only what may happen twice. */
  readonly backend: Backend;
  /**
   * How many of the requests, in percent, above 0.
   * @default 100
   */
  readonly percentage?: number;
}

const ALL = 100;

export function bindMirror(at: BackendSite, { backend, percentage = ALL }: Mirror): RuleMirror {
  const config = backend._bind({ ...at, site: at.site.at('backend') });
  checkMirrored(at.site.at('backend'), config);
  return { backend: config, percentage: checkMirrorPercentage(at, percentage) };
}

function checkMirrorPercentage({ site }: BackendSite, percentage: number): number {
  checkPercentage(site.at('percentage'), percentage);
  site.at('percentage').check(percentage > 0, { problem: 'must be above 0: nothing would be mirrored', got: percentage, fix: 'leave the mirror out' });
  return percentage;
}
