import type { cdk8s } from 'projen';

/** Each room, and the rooms of src/ that it may import besides itself. */
export const ROOMS: { readonly [room: string]: readonly string[] } = {
  vendor: [],
  core: ['vendor'],
  security: ['core'],
  resilience: ['core'],
  telemetry: ['core'],
  install: ['core'],
  inference: ['core'],
  mesh: ['core', 'security', 'resilience', 'telemetry', 'install', 'inference'],
  routing: ['core', 'security', 'resilience', 'telemetry', 'install', 'inference', 'mesh'],
  manifest: ['core', 'vendor'],
  check: ['core', 'manifest', 'vendor'],
  simulate: ['core', 'manifest'],
  graph: ['core', 'manifest', 'simulate', 'vendor'],
  synth: ['core', 'manifest', 'check', 'simulate', 'graph', 'mesh'],
  cli: ['core', 'manifest', 'check', 'simulate', 'graph', 'vendor'],
  jest: ['core', 'synth'],
};

/** jsii drops or mangles them without a word. */
const OVERLOADS = [
  { selector: 'TSDeclareFunction', message: 'No overloads: jsii mangles them.' },
  { selector: "MethodDefinition[value.type='TSEmptyBodyFunctionExpression']", message: 'No overloads: jsii mangles them.' },
];

/** The house rules that a machine can hold. */
export function lint(project: cdk8s.ConstructLibraryCdk8s): void {
  project.eslint?.addIgnorePattern('/imports/');
  project.eslint?.addRules({
    'import/no-restricted-paths': ['error', { zones: [...zones(), outside()] }],
    'no-restricted-syntax': ['error', ...OVERLOADS],
  });
  project.eslint?.addOverride({
    files: ['src/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported: most of a room is not public.' },
        { selector: 'ExportNamedDeclaration[declaration]', message: 'Only classes, enums and interfaces of the rooms are exported.' },
      ],
    },
  });
  // What only some commands need is loaded when it is needed; import() would be ESM, which jest refuses, as it does a library's.
  project.eslint?.addOverride({ files: ['src/cli/**', 'src/synth/**', 'src/check/schema/**', 'src/manifest/**', 'src/vendor/**'], rules: { '@typescript-eslint/no-require-imports': 'off' } });
  project.eslint?.addOverride({
    files: ['examples/**'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: '(^|/)(src|lib|imports)(/|$)', message: "Import from 'cdk8s-ml-mesh', as its users do." }] }],
    },
  });
}

function zones() {
  return Object.entries(ROOMS).map(([room, allowed]) => ({
    target: `./src/${room}`,
    from: './src',
    except: [room, ...allowed].map((name) => `./${name}`),
    message: `src/${room} may import ${allowed.join(', ') || 'no other room'} only.`,
  }));
}

/** The library knows nothing of what is built around it. */
function outside() {
  return {
    target: './src',
    from: '.',
    except: ['./src', './imports', './node_modules'],
    message: 'src/ imports nothing but itself, imports/ and packages.',
  };
}
