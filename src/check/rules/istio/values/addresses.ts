import { isIP } from 'net';

const UNIX = 'unix://';
const PREFIX_LENGTH = /^(0|[1-9]\d{0,2})$/;

/** What Go's `netip.ParseAddr` reads. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** What Go's `netip.ParsePrefix` reads: `10.0.0.0/8`, without zone. */
export function isPrefix(text: string): boolean {
  const slash = text.lastIndexOf('/');
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const family = address.includes('%') ? 0 : isIP(address);
  return slash > 0 && family !== 0 && PREFIX_LENGTH.test(length) && Number(length) <= (family === 4 ? 32 : 128);
}

export function addressProblem(text: string): string | undefined {
  return isAddress(text) ? undefined : `${JSON.stringify(text)} is no IP address`;
}

export function subnetProblem(text: string): string | undefined {
  const isSubnet = text.split('/').length === 2 ? isPrefix(text) : isAddress(text);
  return isSubnet ? undefined : `${JSON.stringify(text)} is neither an IP address nor a range of them`;
}

/** What is wrong with one of several addresses or ranges, as policies write them. */
export function rangeProblem(text: string): string | undefined {
  const isRange = text.includes('/') ? isPrefix(text) : isAddress(text);
  return isRange ? undefined : `${JSON.stringify(text)} is neither an IP address nor a range of them`;
}

export function isUnix(address: string): boolean {
  return address.startsWith(UNIX);
}

/** What is wrong with the path of a socket, or undefined. */
export function unixProblem(address: string): string | undefined {
  const path = address.slice(UNIX.length);
  if (path === '') {
    return 'the path of the socket is empty';
  }
  const isFile = path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'));
  return isFile ? undefined : `${path} is no absolute path of a file`;
}
