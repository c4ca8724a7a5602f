import type { cdk8s } from 'projen';

/** Each room, and the rooms of src/ that it may import besides itself. */
export const ROOMS: { readonly [room: string]: readonly string[] } = {
  core: ['vendor'],
  security: ['core'],
  resilience: ['core'],
  telemetry: ['core'],
  install: ['core'],
  inference: ['core'],
  mesh: ['core', 'security', 'resilience', 'telemetry', 'install', 'inference'],
  routing: ['core', 'security', 'resilience', 'telemetry', 'install', 'inference', 'mesh'],
  manifest: ['core'],
  check: ['core', 'manifest'],
  simulate: ['core', 'manifest'],
  graph: ['core', 'manifest'],
  synth: ['core', 'manifest', 'check', 'simulate', 'graph', 'mesh'],
  cli: ['core', 'manifest', 'check', 'simulate', 'graph'],
};

/** The house rules that a machine can hold. */
export function lint(project: cdk8s.ConstructLibraryCdk8s): void {
  project.eslint?.addIgnorePattern('/imports/');
  project.eslint?.addRules({
    'import/no-restricted-paths': ['error', { zones: [...zones(), outside()] }],
    // jsii drops or mangles overloads without a word.
    'no-restricted-syntax': [
      'error',
      { selector: 'TSDeclareFunction', message: 'No overloads: jsii mangles them.' },
      { selector: "MethodDefinition[value.type='TSEmptyBodyFunctionExpression']", message: 'No overloads: jsii mangles them.' },
    ],
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
