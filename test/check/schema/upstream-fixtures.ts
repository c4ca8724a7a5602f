import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { goModuleFolder, PinnedModule } from '../../../scripts/imports/go-module';
import { SOURCES } from '../../../scripts/imports/sources';
import { InstalledSets } from '../../../src/check/schema/installed-kinds';
import { Manifest } from '../../../src/manifest/manifest-object';

/** Manifests that a Go module carries, and what the cluster they are meant for has installed. */
export interface FixtureFolder extends PinnedModule {
  readonly path: string;
  readonly installed: InstalledSets;
  readonly holds: 'valid' | 'invalid' | 'told by each object';
}

/** A manifest; where a fixture says so, with a part of the error that the API server gives. */
export interface Fixture {
  readonly file: string;
  readonly manifest: Manifest;
  readonly expectedError?: string;
}

/** Texts that the test programs replace, or that their YAML parser reads differently. */
const REPLACED: ReadonlyArray<readonly [text: string, by: string]> = [
  ['{GATEWAY_CLASS_NAME}', 'example'],
  ['{GATEWAY_CONTROLLER_NAME}', 'example.com/controller'],
  ['PLACEHOLDER_UNUSABLE_ADDRS', '192.0.2.1'],
  ['PLACEHOLDER_USABLE_ADDRS', '192.0.2.2'],
  ['001:db8::]', '"001:db8::"]'],
];

const ISTIO: PinnedModule = {
  module: 'istio.io/istio',
  version: 'v0.0.0-20260827124520-eed52ebb66ad',
  sum: 'h1:ui9TJjRMAV/hb5ehQaZDq7IUGxuQP6dra9lapT/VjHI=',
};

const CONFORMANCE = 'sigs.k8s.io/gateway-api/conformance';

const GATEWAY_API_VERSIONS: ReadonlyArray<readonly [InstalledSets['gatewayApi'], version: string]> = [['1.4', 'v1.4.1'], ['1.5', 'v1.5.1'], ['1.6', 'v1.6.1']];

export const FIXTURE_FOLDERS: readonly FixtureFolder[] = [
  { ...ISTIO, path: 'pkg/config/validation/testdata/crds', installed: { istio: '1.31' }, holds: 'told by each object' },
  ...GATEWAY_API_VERSIONS.flatMap(([gatewayApi, version]) => (['standard', 'experimental'] as const).flatMap((channel): FixtureFolder[] => {
    const module = gatewayApiModule(version);
    const installed = { gatewayApi, channel };
    return [
      { ...module, path: `examples/${channel}`, installed, holds: 'valid' },
      { ...module, path: `hack/invalid-examples/${channel}`, installed, holds: 'invalid' },
    ];
  })),
  ...conformanceManifests(gatewayApiModule('v1.4.1'), '1.4', 'conformance/'),
  ...conformanceManifests({ module: CONFORMANCE, version: 'v1.5.1', sum: 'h1:5eruSMKcwKnkX42PFek8oO6BgPNBD5FbWbTcRV76KIw=' }, '1.5'),
  ...conformanceManifests({ module: CONFORMANCE, version: 'v1.6.1', sum: 'h1:hjJJBYhGlLLDAkpbiL8wYP2JmTbc5D6t/DromATFXbI=' }, '1.6'),
];

/** The objects in a folder of fixtures, read from the module cache. */
export function readFixtures(folder: FixtureFolder): Fixture[] {
  const root = join(goModuleFolder(folder), folder.path);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((file) => readManifests(join(root, file)).map(({ _err, ...manifest }) => ({ file, manifest, expectedError: _err })));
}

function gatewayApiModule(version: string): PinnedModule {
  return SOURCES.find((source) => source.module === 'sigs.k8s.io/gateway-api' && source.version === version)!;
}

function conformanceManifests(module: PinnedModule, gatewayApi: InstalledSets['gatewayApi'], below = ''): FixtureFolder[] {
  return ['base', 'tests', 'mesh'].map((name) => ({
    ...module, path: `${below}${name}`, installed: { gatewayApi, channel: 'experimental' }, holds: 'valid',
  }));
}

function readManifests(file: string): Array<Manifest & { readonly _err?: string }> {
  const text = REPLACED.reduce((result, [from, to]) => result.replaceAll(from, to), readFileSync(file, 'utf8'));
  return parseAllDocuments(text).map((document) => document.toJS()).filter((value) => value !== null);
}
