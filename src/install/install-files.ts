import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import type { Site } from '../core/site';
import type { IstioVersion } from '../core/versions/istio-version';

/** What is written, and for whom. */
export interface InstallFiles {
  readonly operator: unknown;
  readonly helmValues: { readonly [chart: string]: unknown };
  readonly istioVersion: IstioVersion;
  readonly namespace: string;
  readonly revision?: string;
}

const OPERATOR_FILE = 'istio-operator.yaml';
const HELM_FOLDER = 'helm';
const VALUES_SUFFIX = '-values.yaml';

/** Release names that the documentation of Istio uses; istiod's may stand beside another. */
const RELEASES: { readonly [chart: string]: string } = { base: 'istio-base', istiod: 'istiod', cni: 'istio-cni', ztunnel: 'ztunnel' };

export function writeInstallFiles(site: Site, directory: string, files: InstallFiles): string[] {
  checkOwnFolder(site, directory);
  const helmFolder = join(directory, HELM_FOLDER);
  mkdirSync(helmFolder, { recursive: true });
  readdirSync(helmFolder).filter((name) => name.endsWith(VALUES_SUFFIX)).forEach((name) => rmSync(join(helmFolder, name)));

  const operator = write(join(directory, OPERATOR_FILE), `istioctl install -f ${OPERATOR_FILE}, with istioctl ${files.istioVersion}`, files.operator);
  const values = Object.entries(files.helmValues).map(([chart, chartValues]) => {
    const name = `${chart}${VALUES_SUFFIX}`;
    return write(join(helmFolder, name), helmCommand(chart, name, files), chartValues);
  });
  return [operator, ...values];
}

/** `kubectl apply -f` on a folder takes every YAML file in it. */
function checkOwnFolder(site: Site, directory: string): void {
  const strangers = existsSync(directory) ? readdirSync(directory).filter((name) => name !== OPERATOR_FILE && name !== HELM_FOLDER) : [];
  site.check(strangers.length === 0, {
    problem: `needs a folder of its own, since its files are not to be applied, and this one holds ${strangers[0]}`,
    got: directory,
    fix: "write for example to 'install'",
  });
}

function helmCommand(chart: string, file: string, { istioVersion, namespace, revision }: InstallFiles): string {
  const release = chart === 'istiod' && revision !== undefined ? `istiod-${revision}` : RELEASES[chart];
  return `helm upgrade --install ${release} istio/${chart} --version ${istioVersion} --namespace ${namespace} --create-namespace --values ${file}`;
}

function write(path: string, command: string, data: unknown): string {
  writeFileSync(path, `# ${command}\n${Yaml.stringify(data)}`);
  return path;
}
