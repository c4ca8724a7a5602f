import type { Counterexample } from './judge';
import { DataPlane } from '../../core/versions/data-plane';
import { nameOf } from '../request';
import { DEFAULT_SETTINGS } from '../settings';

const PLAIN = /^[\w@%+=:,./-]+$/;

/** Where the objects come from: manifests, and what is only assumed to exist. */
export interface ObjectFiles {
  readonly files?: readonly string[];
  readonly assumed?: readonly string[];
}

/** The command that simulates the request; what callers need that no manifest gives comes by standard input. */
export function commandLine(counterexample: Counterexample, { files = ['manifests/'], assumed: others = [] }: ObjectFiles = {}): string {
  const { request: { method, url, headers, source, sourceIp, gateway, token }, assumed } = counterexample;
  const words = [
    'npx', 'cdk8s-ml-mesh', 'simulate', ...files, ...(assumed.length > 0 ? ['-'] : []), method, `${url.scheme}://${url.authority}${url.path}`,
    ...headers.entries.flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(source === undefined ? [] : ['--source', nameOf(source)]),
    ...(sourceIp === undefined ? [] : ['--source-ip', sourceIp]),
    ...(gateway === undefined ? [] : ['--gateway', nameOf(gateway)]),
    ...(token === undefined ? [] : ['--token', JSON.stringify(token)]),
    ...settingsOf(counterexample),
    ...others.flatMap((file) => ['--assume', file]),
  ];
  const command = words.map(quoted).join(' ');
  return assumed.length > 0 ? `echo ${quoted(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: assumed }))} | ${command}` : command;
}

/** What was said of the mesh, where it is not what the command takes it for. */
function settingsOf({ istio, world: { dataPlane, rootNamespace, clusterDomain } }: Counterexample): readonly string[] {
  const options: readonly (readonly [flag: string, usual: string, value: string | undefined])[] = [
    ['--istio-version', DEFAULT_SETTINGS.istio.toString(), istio.toString()],
    ['--data-plane', DataPlane.AMBIENT, dataPlane],
    ['--root-namespace', 'istio-system', rootNamespace],
    ['--cluster-domain', 'cluster.local', clusterDomain],
  ];
  return options.flatMap(([flag, usual, value]) => (value === undefined || value === usual ? [] : [flag, value]));
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
