import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { parse } from 'yaml';
import { DataPlane } from '../../src/core/versions/data-plane';
import { IstioVersion } from '../../src/core/versions/istio-version';
import { MeshInstall } from '../../src/install/mesh-install';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mesh-install-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (install: MeshInstall, target = folder) => install.writeTo(target).map((path) => relative(target, path));
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test('writes an IstioOperator and the values of every chart', () => {
  const install = new MeshInstall({ inferenceExtension: true });
  expect(write(install)).toEqual([
    'istio-operator.yaml', 'helm/base-values.yaml', 'helm/istiod-values.yaml', 'helm/cni-values.yaml', 'helm/ztunnel-values.yaml',
  ]);
  expect(parse(read('istio-operator.yaml'))).toEqual(install.toIstioOperator());
  for (const [chart, values] of Object.entries(install.toHelmValues())) {
    expect(parse(read(`helm/${chart}-values.yaml`))).toEqual(values);
  }
});

test('each file begins with the command that reads it', () => {
  write(new MeshInstall({ istioVersion: IstioVersion.of('1.30.6'), revision: 'next', rootNamespace: 'mesh-system' }));
  expect(read('istio-operator.yaml')).toMatch(/^# istioctl install -f istio-operator\.yaml, with istioctl 1\.30\.6\n/);
  expect(read('helm/base-values.yaml').split('\n')[0])
    .toBe('# helm upgrade --install istio-base istio/base --version 1.30.6 --namespace mesh-system --create-namespace --values base-values.yaml');
  expect(read('helm/istiod-values.yaml')).toMatch(/^# helm upgrade --install istiod-next istio\/istiod /);
  expect(read('helm/cni-values.yaml')).toMatch(/^# helm upgrade --install istio-cni istio\/cni /);
});

test('istiod without a revision has a plain release name', () => {
  write(new MeshInstall());
  expect(read('helm/istiod-values.yaml')).toMatch(/^# helm upgrade --install istiod istio\/istiod /);
});

test('makes the folder, and a second run leaves nothing of the former data plane', () => {
  const target = join(folder, 'deep', 'install');
  write(new MeshInstall(), target);
  expect(write(new MeshInstall({ dataPlane: DataPlane.SIDECAR }), target))
    .toEqual(['istio-operator.yaml', 'helm/base-values.yaml', 'helm/istiod-values.yaml']);
  expect(readdirSync(join(target, 'helm')).sort()).toEqual(['base-values.yaml', 'istiod-values.yaml']);
});

test('fails on a folder with other files, where kubectl would apply all of them', () => {
  writeFileSync(join(folder, 'app.k8s.yaml'), '');
  expect(() => write(new MeshInstall())).toThrow(/^\[MeshInstall\] writeTo needs a folder of its own.*holds app\.k8s\.yaml, got '.*': write for example to 'install'/);
  expect(readdirSync(folder)).toEqual(['app.k8s.yaml']);
});
