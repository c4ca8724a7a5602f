import { copiesFolder } from '../../scripts/imports/copy';
import { readCrds } from '../../scripts/imports/crd';
import { SOURCES } from '../../scripts/imports/sources';

const COPIED = SOURCES.filter(({ copied }) => copied);
const [kuadrant] = COPIED;

test('the CRDs that no Go module carries are read from their copies', () => {
  expect(COPIED.flatMap((source) => source.sets.flatMap((set) => readCrds(source, set))).map(({ group, kind }) => `${group}/${kind}`))
    .toEqual(['kuadrant.io/TokenRateLimitPolicy', 'llm-d.ai/InferenceObjective', 'llm-d.ai/InferenceModelRewrite']);
});

test('a copy of another content is refused', () => {
  expect(() => copiesFolder({ ...kuadrant, sum: 'sha256:0' })).toThrow(
    `the copy kuadrant.io_tokenratelimitpolicies.yaml of github.com/Kuadrant/kuadrant-operator has the hash ${kuadrant.sum}, expected sha256:0`,
  );
});
