import { cdk8s, javascript } from 'projen';

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
    'ajv@8.20.0',
    'cdk8s-cli@2.207.60',
    'esbuild@^0.28.0',
    'fast-check@^4.3.0',
    'json2jsii@0.5.19',
    're2js@2.10.0',
    'yaml@2.9.1',
  ],

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: { coveragePathIgnorePatterns: ['/node_modules/', '/imports/'] },
  },
  sampleCode: false,
  github: false,
  buildWorkflow: false,
  release: false,
  depsUpgrade: false,
  pullRequestTemplate: false,

  // imports/ stands beside src/, so what is compiled lies one folder deeper.
  entrypoint: 'lib/src/index.js',
  tsconfig: { compilerOptions: { rootDir: '.' }, include: ['imports/**/*.ts'] },
});

// Built or downloaded by the conformance scripts, never committed.
project.gitignore.addPatterns('/cdk8s.out/', '/examples/*/dist/', '/conformance/report/');
project.addFields({ types: 'lib/src/index.d.ts' });
project.eslint?.addIgnorePattern('/imports/');
project.npmignore?.exclude('/imports/', '/examples/');

// Programs that run from the sources and are not part of the package.
const scripts = new javascript.TypescriptConfig(project, {
  fileName: 'scripts/tsconfig.json',
  extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfigDev]),
  include: ['**/*.ts'],
});
project.tsconfigDev.addInclude('../scripts/**/*.ts');
// ts-jest does not check types.
project.testTask.prependExec(`tsc --project ${project.tsconfigDev.fileName}`);
project.eslint?.addLintPattern('scripts');
project.eslint?.allowDevDeps('scripts/**');
project.npmignore?.exclude('/scripts/');
project.gitattributes.addAttributes('/imports/**', 'linguist-generated');

project.addTask('import', {
  description: 'Regenerates imports/ and NOTICE from the pinned CRDs (needs Go)',
  exec: `ts-node --project ${scripts.fileName} scripts/imports/main.ts`,
});

project.synth();
