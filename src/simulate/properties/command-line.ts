import type { Counterexample } from './judge';
import { nameOf } from '../request';

const PLAIN = /^[\w@%+=:,./-]+$/;

/** The command that simulates the request; what callers need that no manifest gives comes by standard input. */
export function commandLine({ request, assumed }: Counterexample, files: readonly string[] = ['manifests/']): string {
  const { method, url, headers, source, gateway, token } = request;
  const words = [
    'npx', 'cdk8s-ml-mesh', 'simulate', ...files, ...(assumed.length > 0 ? ['-'] : []), method, `${url.scheme}://${url.authority}${url.path}`,
    ...headers.entries.flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(source === undefined ? [] : ['--source', nameOf(source)]),
    ...(gateway === undefined ? [] : ['--gateway', nameOf(gateway)]),
    ...(token === undefined ? [] : ['--token', JSON.stringify(token)]),
  ];
  const command = words.map(quoted).join(' ');
  return assumed.length > 0 ? `echo ${quoted(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: assumed }))} | ${command}` : command;
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
