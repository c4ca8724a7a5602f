import { cdk, cdk8s, javascript } from 'projen';
import { lint } from './projenrc/lint';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-ml-mesh',
  description: 'CDK8s constructs for ML serving on Istio and Gateway API: the platform, the routes and the canaries',
  keywords: ['cdk8s', 'istio', 'gateway-api', 'service-mesh', 'ml-serving', 'llm', 'canary', 'inference'],
  author: 'cdk8s-ml-mesh authors',
  authorAddress: 'authors@example.com',
  authorOrganization: true,
  repositoryUrl: 'https://example.com/cdk8s-ml-mesh.git',
  defaultReleaseBranch: 'main',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-ml-mesh authors',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  projenVersion: '0.103.25',

  cdk8sVersion: '2.70.106',
  constructsVersion: '10.8.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3',
  minNodeVersion: '20.16.0',
  peerDeps: ['cdk8s-plus-28@^2.5.6'],
  devDeps: [
    '@bufbuild/cel@0.6.1',
    '@dagrejs/dagre@2.0.4',
    '@types/js-yaml@4.0.9',
    '@xmldom/xmldom@^0.9.12',
    'ajv@8.20.0',
    'cdk8s-cli@2.207.60',
    'commander@14.0.3',
    'esbuild@^0.28.0',
    'fast-check@^4.3.0',
    'fastest-levenshtein@1.0.16',
    'js-yaml@4.3.2',
    'js-yaml-5@npm:js-yaml@5.5.0',
    'json2jsii@0.5.19',
    'picocolors@1.1.1',
    're2js@2.10.0',
    'yaml@2.9.1',
  ],

  publishToPypi: { distName: 'cdk8s-ml-mesh', module: 'cdk8s_ml_mesh' },
  publishToMaven: { javaPackage: 'org.cdk8smlmesh', mavenGroupId: 'org.cdk8smlmesh', mavenArtifactId: 'cdk8s-ml-mesh' },
  publishToGo: { moduleName: 'example.com/cdk8s-ml-mesh-go', packageName: 'cdk8smlmesh' },

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    // Examples import the library by its name, as its users do.
    jestConfig: {
      collectCoverage: false,
      globalSetup: '<rootDir>/test/temporary/setup.ts',
      globalTeardown: '<rootDir>/test/temporary/teardown.ts',
      setupFiles: ['<rootDir>/test/seed.ts'],
      moduleNameMapper: { '^cdk8s-ml-mesh$': '<rootDir>/src/index.ts' },
    },
  },
  // A lint that repairs in place would hide from CI what it found: npx projen eslint --fix.
  eslintOptions: { dirs: ['src'], tsconfigPath: './test/tsconfig.json', commandOptions: { fix: false } },
  sampleCode: false,
  github: false,
  buildWorkflow: false,
  release: false,
  depsUpgrade: false,
  pullRequestTemplate: false,

  // imports/ stands beside src/, so what is compiled lies one folder deeper.
  entrypoint: 'lib/src/index.js',
  bin: { 'cdk8s-ml-mesh': 'lib/src/cli/bin.js' },
  // Members marked @internal are left out of the declarations; only jsii's strict rules mind, its output is the same.
  validateTsconfig: cdk.ValidateTsconfig.MINIMAL,
  // The maps, with the sources in them, would be more than half of the package.
  tsconfig: { compilerOptions: { rootDir: '.', stripInternal: true, inlineSourceMap: false, inlineSources: false }, include: ['imports/**/*.ts'] },
  tsconfigDev: { compilerOptions: { paths: { 'cdk8s-ml-mesh': ['../src/index.ts'] } } },
});

project.gitignore.addPatterns('/cdk8s.out/', '/examples/*/dist/', '/conformance/report/', '/conformance/apps/dist/', '.jsii.tabl.json');
project.addFields({
  types: 'lib/src/index.d.ts',
  // For compilers that do not know of exports.
  typesVersions: { '*': { jest: ['lib/src/jest/index.d.ts'] } },
  exports: {
    '.': { types: './lib/src/index.d.ts', default: './lib/src/index.js' },
    './jest': { types: './lib/src/jest/index.d.ts', default: './lib/src/jest/index.js' },
    './package.json': './package.json',
    './.jsii': './.jsii',
  },
});
project.npmignore?.exclude('/imports/', '/examples/', '/scripts/', '/conformance/', '/rosetta/', '/docs/', '/bench/', '/.ci/', '*.tabl.json', '/lib/src/vendor/*.d.ts');
project.gitattributes.addAttributes('/imports/**', 'linguist-generated');
project.gitattributes.addAttributes('/src/core/signatures/signatures.ts', 'linguist-generated');
// The majors whose end of life jsii need not announce.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// Programs that run from the sources and are not part of the package, each folder with the compiler options of the tests.
for (const folder of ['scripts', 'examples', 'conformance/apps', 'bench']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${folder}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfigDev]),
    include: ['**/*.ts'],
  });
  project.tsconfigDev.addInclude(`../${folder}/**/*.ts`);
  project.eslint?.addLintPattern(folder);
  project.eslint?.allowDevDeps(`${folder}/**`);
}
project.eslint?.allowDevDeps('src/vendor/**');
const script = (file: string) => `ts-node --project scripts/tsconfig.json ${file}`;
lint(project);

// Libraries that run in consumers' apps are compiled into the package: jsii would want them installed beside it.
project.compileTask.exec(script('scripts/vendor.ts'));
// What check knows of other projects' kinds: read at run time, no module.
project.compileTask.exec('cp imports/schemas.json lib/imports/');
project.compileTask.exec('cp conformance/internal/cases/case.schema.json lib/src/cli/cases/');
// A file is loaded faster than the hundreds that the command is made of.
project.compileTask.exec(script('scripts/bundle/main.ts'));

project.addTask('import', {
  description: 'Regenerates imports/ and NOTICE from the pinned CRDs (needs Go)',
  exec: script('scripts/imports/main.ts'),
});
project.addTask('signatures', {
  description: 'Regenerates src/core/signatures/signatures.ts from the public API; after npx projen compile',
  exec: script('scripts/signatures/main.ts'),
});
project.addTask('findings', { description: 'Regenerates docs/findings.md and docs/reference from the tables of the library', exec: script('scripts/findings/main.ts') });
project.addTask('pictures', { description: 'Redraws docs/pictures from the examples; after npx projen compile', exec: script('scripts/pictures.ts') });
const docs = project.addTask('check-docs', {
  description: 'Fails where the API is not documented, API.md, a generated page or a picture of docs/ is not current, or a snippet does not compile',
  steps: [...['check-api.ts', 'findings/main.ts --check', 'pictures.ts --check'].map((each) => ({ exec: script(`scripts/${each}`) })), { exec: 'jsii-rosetta extract --compile --strict' }],
});
project.addTask('apps', {
  description: 'Synthesizes the apps of conformance/apps, which cases of the mesh in a box refer to',
  steps: [
    { spawn: project.compileTask.name },
    ...['main.ts', 'installs/main.ts'].map((app) => ({ exec: `ts-node --transpileOnly --project conformance/apps/tsconfig.json conformance/apps/${app}` })),
  ],
});
project.addTask('options', {
  description: 'Fails where no case of the mesh in a box uses an option of the library, and lists the exceptions; after npx projen compile',
  exec: script('scripts/options/main.ts'),
});
project.addTask('bench', {
  description: 'Measures check against istioctl analyze, and requests answered by the simulator, as ratios',
  steps: [
    { spawn: project.compileTask.name },
    ...['check.ts', 'simulate.ts'].map((each) => ({ exec: `ts-node --transpileOnly --project bench/tsconfig.json bench/${each}` })),
  ],
});
project.addTask('demo', {
  description: 'Synthesizes the platform of examples/ml-platform, and lists its objects',
  steps: [{ spawn: project.compileTask.name }, { exec: 'ts-node --transpileOnly --project examples/tsconfig.json examples/ml-platform/main.ts' }],
});

project.jest?.addTestMatch('<rootDir>/examples/*/*.test.ts');
// ts-jest does not check types.
project.testTask.prependExec(`tsc --project ${project.tsconfigDev.fileName}`);
project.testTask.prependSpawn(docs);
project.testTask.prependSpawn(project.compileTask);

project.synth();
