import { reportOn } from './findings-of';
import { check } from '../../src/check/check';
import { describeFailure, refuseFailures } from '../../src/check/failures';
import { RULES } from '../../src/check/rules';
import { ManifestObject } from '../../src/manifest/manifest-object';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';
import { dump, loadAll } from '../../src/vendor/js-yaml';

type Path = readonly (string | number)[];

/** Most fields have one of these shapes, and none has all. */
const SHAPES: readonly unknown[] = [null, 7, 'x', true, [], [null], ['x'], [{}], {}, { x: null }, { x: 7 }, '', -1, [[]]];

/** The documents with a field of another shape: every so many fields, one at a time, and the shapes in turn. */
function spoiled(text: string, { every, first = 0 }: { readonly every: number; readonly first?: number }): string[] {
  const documents = loadAll(text);
  const paths = documents.flatMap((document, i) => pathsOf(document).map((path) => [i, ...path]));
  return paths.filter((_, n) => n % every === first % every).map((path, n) => {
    const copy = structuredClone(documents);
    const holder = path.slice(0, -1).reduce<any>((value, key) => value[key], copy);
    holder[path.at(-1)!] = SHAPES[(n + first) % SHAPES.length];
    return copy.map((document) => dump(document)).join('---\n');
  });
}

function pathsOf(value: unknown): Path[] {
  return typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsOf(inner).map((path) => [key, ...path])]);
}

const OBJECT_RULES = RULES.filter(({ kinds }) => kinds !== undefined);

test.each(OBJECT_RULES.map((rule, first) => [rule.code, rule, first] as const))('no rule stumbles over the example of %s with fields of other shapes', (_, { bad, options }, first) => {
  const failures = spoiled(bad, { every: 20, first }).flatMap((text) => reportOn(text, options).failures);

  expect(failures).toEqual([]);
});

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n';
const TEMPLATE = '{metadata: {labels: {app: a}}, spec: {serviceAccountName: a, containers: [{name: a, image: a, args: [a], ports: [{containerPort: 80}]}]}}';

test.each([
  ['Argo', `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec: {replicas: 1, template: ${TEMPLATE}}\n`],
  ['Argo, with a Deployment', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec: {workloadRef: {kind: Deployment, name: a}}\n'],
  ['LeaderWorkerSet', `apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {name: a}
spec: {replicas: 1, leaderWorkerTemplate: {size: 2, leaderTemplate: ${TEMPLATE}, workerTemplate: ${TEMPLATE}}}\n`],
  ['KServe', `apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: a}
spec: {predictor: {labels: {app: a}, annotations: {a: b}, minReplicas: 1, serviceAccountName: a, containers: [{name: a, ports: [{containerPort: 80}]}]}}\n`],
  ['KServe, with LLMs', `apiVersion: serving.kserve.io/v1alpha2\nkind: LLMInferenceService\nmetadata: {name: a}
spec: {replicas: 1, labels: {app: a}, template: {containers: [{name: main}]}, prefill: {worker: {containers: [{name: main}]}}, router: {scheduler: {template: {serviceAccountName: a}}}}\n`],
  ['KubeRay', `apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: a}
spec: {headGroupSpec: {template: ${TEMPLATE}}, workerGroupSpecs: [{groupName: a, replicas: 1, template: ${TEMPLATE}}]}\n`],
  ['KubeRay, with a service', `apiVersion: ray.io/v1\nkind: RayService\nmetadata: {name: a}\nspec: {rayClusterConfig: {headGroupSpec: {template: ${TEMPLATE}}}}\n`],
  ['cert-manager', 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {secretName: a}\n'],
  ['External Secrets', 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {target: {name: a}}\n'],
  ['Sealed Secrets', 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\nspec: {template: {metadata: {name: a}}}\n'],
  ['Secrets Store', 'apiVersion: secrets-store.csi.x-k8s.io/v1\nkind: SecretProviderClass\nmetadata: {name: a}\nspec: {secretObjects: [{secretName: a}]}\n'],
])('no rule stumbles over any shape of what %s is given, whose schema nobody here has', (_, manifest) => {
  const neighbours = `${SERVICE}---\n${RULES.find(({ name }) => name === 'missing-certificate')!.bad}---\n`;
  const texts = SHAPES.flatMap((__, first) => spoiled(manifest, { every: 1, first }));

  expect(texts.flatMap((text) => reportOn(`${neighbours}${text}`).failures)).toEqual([]);
});

test('null stands for what is left out, in kinds without a schema too', () => {
  const rollout = 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\nspec: {replicas: null, workloadRef: null, template: {metadata: {labels: {app: a}, annotations: null}, spec: {containers: [{name: a}], volumes: null}}}\n';
  const codes = (text: string) => reportOn(text, { isComplete: true }).findings.map(({ rule }) => rule.code);

  expect([codes(SERVICE), codes(`${SERVICE}---\n${rollout}`)]).toEqual([['MLM0108'], []]);
});

describe('a rule that throws', () => {
  /** Nothing that is read from a file can have it. */
  class Unreadable extends ManifestObject {
    public get spec(): unknown {
      throw new Error('no spec');
    }
  }

  const broken = (text: string) => {
    const [{ manifest, origin }, ...others] = readSources([new Source('a.yaml', text)]).objects;
    return check({ objects: [new Unreadable(manifest, origin), ...others], broken: [], strays: [] });
  };
  const policy = (spec: string) => `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: a}\nspec: ${spec}\n`;

  test.each([
    ['alone', policy('{}')],
    ['beside a malformed object', `${policy('{}')}---\n${SERVICE.replace('[{port: 80}]', 'nothing')}`],
  ])('is told, %s', (_, text) => {
    const { failures } = broken(text);

    expect(failures).not.toEqual([]);
    expect(failures.map(describeFailure)).toContainEqual(expect.stringMatching(/^MLM\d{4} failed on PeerAuthentication default\/a, a defect of this tool: Error: no spec$/));
  });

  test('takes no finding of others with it', () => {
    expect(broken(`${policy('{}')}---\n${SERVICE.replace('[{port: 80}]', 'nothing')}`).findings.map(({ rule }) => rule.code)).toEqual(['MLM0004']);
  });

  test('fails a synth and a test, with the place in the code', () => {
    expect(() => refuseFailures(broken(policy('{}')).failures)).toThrow(/a defect of this tool: Error: no spec[^]*at Unreadable/);
    expect(() => refuseFailures([])).not.toThrow();
  });
});
