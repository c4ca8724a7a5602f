import { copiesFolder } from '../../scripts/imports/copy';
import { readCrds } from '../../scripts/imports/crd';
import { SOURCES } from '../../scripts/imports/sources';

const [kuadrant] = SOURCES.filter(({ copied }) => copied);

test('the CRDs that no Go module carries are read from their copies', () => {
  expect(readCrds(kuadrant, kuadrant.sets[0]).map(({ group, kind }) => `${group}/${kind}`)).toEqual(['kuadrant.io/TokenRateLimitPolicy']);
});

test('a copy of another content is refused', () => {
  expect(() => copiesFolder({ ...kuadrant, sum: 'sha256:0' })).toThrow(
    `the copy kuadrant.io_tokenratelimitpolicies.yaml of github.com/Kuadrant/kuadrant-operator has the hash ${kuadrant.sum}, expected sha256:0`,
  );
});
