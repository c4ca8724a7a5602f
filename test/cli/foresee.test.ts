import { foresee } from '../../src/cli/foresee';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { RequestError } from '../../src/simulate/request-error';

const SOUND = 'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: ml }\nspec: { ports: [{ port: 80 }] }\n';
const MALFORMED = 'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: ml }\nspec: { ports: [null] }\n';

function told(manifests: string, error: unknown): string {
  let err = '';
  const { objects } = readSources([new Source('a.yaml', manifests)]);
  const terminal = {
    isColoured: false,
    out: () => {},
    err: (text: string) => {
      err += text;
    },
  };
  const answer = foresee(terminal, objects, () => {
    throw error;
  });
  expect(answer).toBeUndefined();
  return err;
}

test('manifests are blamed only where the API server would refuse them', () => {
  expect(told(MALFORMED, new TypeError('no ports'))).toBe(
    'the API server would refuse some of these objects (no ports); npx cdk8s-ml-mesh check says which, and why\n');
  expect(told(SOUND, new TypeError('no ports'))).toMatch(/^a defect of this tool, not of the manifests: please report it, .*\nTypeError: no ports\n +at /);
});

test('what else goes wrong is a defect of ours, unless the question says what', () => {
  expect(told(MALFORMED, new RangeError('too deep'))).toMatch(/^a defect of this tool.*\nRangeError: too deep\n/);
  expect(told(SOUND, new RequestError('there is no Gateway a/b'))).toBe('there is no Gateway a/b\n');
});
