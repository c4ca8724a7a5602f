import type { RetryPolicy } from '../tables';
import type { RuleRetry } from './rule';

/** What istiod gives every route that does not say (pilot/pkg/networking/core/route/retry/retry.go). */
const DEFAULT: Omit<RetryPolicy, 'avoidsPrevious'> = {
  retries: 2,
  conditions: ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', 'retriable-status-codes'],
  codes: [],
};

/** Codes that Go's net/http has a name for: others are no codes to istiod, and no conditions to Envoy. */
const CODES = [
  [100, 103], [200, 208], [226, 226], [300, 305], [307, 308], [400, 418], [421, 426], [428, 429], [431, 431], [451, 451], [500, 508], [510, 511],
];

/**
 * The policy of a route; undefined where it is switched off.
 *
 * @param avoidsPrevious what holds unless the rule says so itself: a hash counts only for rules with a single destination (`ConvertPolicy`)
 */
export function retryPolicy(retry: RuleRetry | undefined, avoidsPrevious: RetryPolicy['avoidsPrevious']): RetryPolicy | undefined {
  if (retry === undefined) {
    return { ...DEFAULT, avoidsPrevious };
  }
  const { attempts, on, perTry, backOff, ignoresPrevious } = retry;
  if (attempts <= 0) {
    return undefined;
  }
  return { ...(on ? conditions(on) : DEFAULT), retries: attempts, perTry, backOff, avoidsPrevious: said(ignoresPrevious) ?? avoidsPrevious };
}

function said(ignoresPrevious: boolean | undefined): RetryPolicy['avoidsPrevious'] | undefined {
  return ignoresPrevious === undefined ? undefined : ignoresPrevious ? 'always' : 'never';
}

function conditions(on: string): Pick<RetryPolicy, 'conditions' | 'codes'> {
  const parts = on.split(',').map((part) => part.trim()).filter((part) => part !== '');
  const codes = parts.filter(isCode).map(Number);
  const words = parts.filter((part) => !isCode(part));
  return { codes, conditions: codes.length > 0 && !words.includes('retriable-status-codes') ? [...words, 'retriable-status-codes'] : words };
}

function isCode(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && CODES.some(([first, last]) => Number(text) >= first && Number(text) <= last);
}
