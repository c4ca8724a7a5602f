import { isIP } from 'node:net';
import type { Headers } from './headers';

/** The other end of a connection. Its address is unset where nobody has told it: pods of proxies have theirs from the cluster. */
export interface Peer {
  readonly kind: 'caller' | 'proxy';
  readonly address?: string;
}

/** In this header proxies write down from whom they got a request. */
export const FORWARDED_FOR = 'x-forwarded-for';

/** What stands there in place of an address that nobody has told. */
const UNTOLD: Readonly<Record<Peer['kind'], string>> = { caller: '<address of the caller>', proxy: '<address of the proxy>' };

/** Headers of a request as a proxy hands it on that got it from the peer (Envoy, `Utility::appendXff`). */
export function writtenDown(headers: Headers, { kind, address = UNTOLD[kind] }: Peer): Headers {
  return headers.add(FORWARDED_FOR, address);
}

/** Whether what a header carries is not known, because an address in it is not. */
export function isUntold(value: string): boolean {
  return Object.values(UNTOLD).some((text) => value.includes(text));
}

/** Headers in which the caller's address is one, where it is not known. */
export function withCaller(headers: Headers, address: string): Headers {
  const value = headers.get(FORWARDED_FOR);
  return value === undefined ? headers : headers.set(FORWARDED_FOR, value.replaceAll(UNTOLD.caller, address));
}

/** What is written down after so many others, from the end; undefined for none, and for what is no address (Envoy, `Utility::getLastAddressFromXFF`). */
export function forwardedFor(headers: Headers, skipped: number): string | undefined {
  const written = headers.get(FORWARDED_FOR)?.split(',').at(-1 - skipped)?.trim() ?? '';
  return isUntold(written) || isIP(written) !== 0 ? written : undefined;
}
