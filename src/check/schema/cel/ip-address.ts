import { isIP, isIPv6 } from 'net';

/** Whether the API server's `isIP` holds: no zone, no IPv4 address in the clothes of an IPv6 one. */
export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%') && !isIPv4InIPv6(text);
}

function isIPv4InIPv6(text: string): boolean {
  return isIPv6(text) && /^\[::ffff:[0-9a-f]+:[0-9a-f]+\]$/.test(new URL(`http://[${text}]`).hostname);
}
