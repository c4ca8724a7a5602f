import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { readAssembly } from '../../scripts/assembly';
import { optionsOf } from '../../scripts/options/assembly-options';
import { appsOfCases } from '../../scripts/options/cases';
import { judgeOptions } from '../../scripts/options/judge-options';
import { usedOptions } from '../../scripts/options/used-options';

const LIBRARY = `
export interface BaseProps { readonly limit?: number; }
export interface HouseProps extends BaseProps { readonly doors?: DoorProps[]; readonly names?: { readonly [name: string]: DoorProps }; readonly color?: Color; }
export interface DoorProps { readonly wide?: boolean; readonly key?: Key; }
export declare enum Color { RED = 'red', BLUE = 'blue' }
export declare class Key { static readonly MASTER: Key; static of(name: string, spare?: boolean): Key; private constructor(); }
export declare class House { constructor(props: HouseProps); open(by?: string): Key; }
`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'options-'));
  writeFileSync(path.join(folder, 'library.d.ts'), LIBRARY);
});

afterEach(() => rmSync(folder, { recursive: true }));

/** What a program, which may have a second file beside it, uses of the library above. */
function usedBy(text: string, shared = ''): string[] {
  const imports = "import { Color, DoorProps, House, HouseProps, Key } from 'cdk8s-ml-mesh';\n";
  writeFileSync(path.join(folder, 'shared.ts'), imports + shared);
  const file = path.join(folder, 'app.ts');
  writeFileSync(file, imports + text);
  return [...usedOptions({ files: [file], folder, library: path.join(folder, 'library.d.ts') })].sort();
}

test('a prop counts for the struct that declares it', () => {
  expect(usedBy('new House({ limit: 1 });')).toEqual(['BaseProps.limit', 'House.new']);
});

test('what lies inside lists and maps counts', () => {
  expect(usedBy('new House({ doors: [{ wide: true }], names: { front: { key: Key.MASTER } } });'))
    .toEqual(['DoorProps.key', 'DoorProps.wide', 'House.new', 'HouseProps.doors', 'HouseProps.names', 'Key.MASTER']);
});

test('factories, their optional parameters, methods and enum members count', () => {
  expect(usedBy("new House({ color: Color.BLUE }).open(); Key.of('a', true);"))
    .toEqual(['Color.BLUE', 'House.new', 'House.open', 'HouseProps.color', 'Key.of', 'Key.of(spare)']);
});

test('props come through variables, spreads, functions and conditions', () => {
  expect(usedBy('const base = { limit: 1 }; new House({ ...base, doors: [1].map(() => ({ wide: true })) });'))
    .toEqual(expect.arrayContaining(['BaseProps.limit', 'DoorProps.wide', 'HouseProps.doors']));
  expect(usedBy('const props = { limit: 1 }; new House(props);')).toContain('BaseProps.limit');
  expect(usedBy('const many = [{ limit: 1 }, { color: Color.RED }]; many.map((props) => new House(props));'))
    .toEqual(expect.arrayContaining(['BaseProps.limit', 'HouseProps.color']));
  expect(usedBy('const base = { names: { front: { wide: true } } }; new House(base);')).toEqual(expect.arrayContaining(['HouseProps.names', 'DoorProps.wide']));
  expect(usedBy('const tall = (props: Partial<HouseProps>) => new House(props); tall({ limit: 1 });')).toContain('BaseProps.limit');
});

test('what a program passes on without having written it does not count', () => {
  expect(usedBy('export const tall = (props: HouseProps) => new House({ ...props });')).toEqual(['House.new']);
});

test('a prop that is undefined does not count', () => {
  expect(usedBy("new House({ limit: undefined }); Key.of('a', undefined);")).toEqual(['House.new', 'Key.of']);
});

test('imported files count', () => {
  expect(usedBy("import { door } from './shared'; new House({ doors: [door] });", 'export const door: DoorProps = { wide: true };'))
    .toEqual(['DoorProps.wide', 'House.new', 'HouseProps.doors']);
});

test('options are what can be passed, chosen or called', () => {
  const types = readAssembly();
  const options = optionsOf(types);
  expect(options).toEqual(expect.arrayContaining([
    'RouteProps.trafficPolicy', // inherited by others
    'LocalityFailover.source', // in a list
    'WorkloadRole.TRAINING',
    'HeaderMatch.cookie',
    'PathMatch.grpc(method)',
    'IstioVersion.DEFAULT',
    'MlServingMesh.new',
    'IWorkload.allowFrom',
  ]));
  const none = [
    'PodMetadata.labels', // given out
    'IstioVersion.isAtLeast', // asked
    'MlServingMesh.new(props)', // its props are listed
    'MeshGateway.create(options)',
  ];
  expect(none.filter((option) => options.includes(option))).toEqual([]);
  expect(new Set(options).size).toBe(options.length);
});

test('an app without one prop is noticed, in the words of the real library', () => {
  const root = path.join(__dirname, '..', '..');
  const app = readFileSync(path.join(root, 'conformance', 'apps', 'canary.ts'), 'utf8');
  const used = (text: string) => {
    const file = path.join(folder, 'app.ts');
    writeFileSync(file, text);
    return usedOptions({ files: [file], folder, library: path.join(root, 'lib', 'src', 'index.d.ts') });
  };
  const all = used(app);
  const options = optionsOf(readAssembly()).filter((option) => all.has(option));
  const without = used(app.replace(/versionHeader: .*/, ''));

  expect(judgeOptions({ options, used: all, excepted: {} }).defects).toEqual([]);
  expect(judgeOptions({ options, used: without, excepted: {} }).defects).toEqual(['CanaryModelProps has what no case uses: versionHeader']);
});

/** The apps of a case with these paths, where files of these apps are. */
function appsOf(paths: readonly string[], apps: readonly string[]): string[] {
  mkdirSync(path.join(folder, 'cases', 'constructs'), { recursive: true });
  writeFileSync(path.join(folder, 'cases', 'constructs', 'a.yaml'), JSON.stringify({ manifests: paths }));
  writeFileSync(path.join(folder, 'cases', 'a.manifests.yaml'), 'name: apps/dist/other/manifests.yaml\n---\n');
  apps.forEach((app) => writeFileSync(path.join(folder, `${app}.ts`), ''));
  return appsOfCases(path.join(folder, 'cases'), folder).map((file) => path.basename(file, '.ts'));
}

test('apps are those that cases name, in subfolders too', () => {
  expect(appsOf(['../../apps/dist/a/manifests.yaml', '../../apps/dist/b/assumed.yaml'], ['a', 'b', 'c'])).toEqual(['a', 'b']);
});

test('an app for either data plane is one app', () => {
  expect(appsOf(['../../apps/dist/a-{dataPlane}/manifests.yaml', '../../apps/dist/a-ambient/assumed.yaml'], ['a'])).toEqual(['a']);
});

test('an app that is not there is an error', () => {
  expect(() => appsOf(['../../apps/dist/a/manifests.yaml'], ['b'])).toThrow(/a case refers to the app a, and .* has none of that name/);
});

const COVERAGE = { options: ['A.a', 'A.b', 'B.c(d)'], used: new Set(['A.a']), excepted: {} };

test('unused options are listed by type', () => {
  expect(judgeOptions(COVERAGE)).toEqual({
    report: ['1 of 3 options are used by a case'],
    defects: ['A has what no case uses: b', 'B has what no case uses: c(d)'],
  });
});

test('exceptions are printed with their reason', () => {
  expect(judgeOptions({ ...COVERAGE, excepted: { 'A.b': 'it is old', 'B.c(d)': 'it is new' } })).toEqual({
    report: ['1 of 3 options are used by a case', 'A.b is used by no case: it is old', 'B.c(d) is used by no case: it is new'],
    defects: [],
  });
});

test('an exception for nothing, and one that is no longer needed, are wrong', () => {
  expect(judgeOptions({ ...COVERAGE, used: new Set(COVERAGE.options), excepted: { 'A.a': 'was hard', 'A.z': 'is gone' } }).defects)
    .toEqual(['A.z is excepted, and there is no such option', 'A.a is excepted, and a case uses it']);
});
