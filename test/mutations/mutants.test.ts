import * as fc from 'fast-check';
import { KINDS } from '../../scripts/mutations/breakages';
import { broken, type Mutant, mutantsOf } from '../../scripts/mutations/mutants';
import { findingsIn, nameOf, type World } from '../../scripts/mutations/world';
import type { Manifest } from '../../src/manifest/manifest-object';
import { construct, isRefusal } from '../arbitrary/construct';
import { platformOf } from '../arbitrary/platform';
import { worldOf } from '../arbitrary/world';

/** Random platforms that check finds nothing wrong with, seen as cases. */
const WORLDS = Array.from({ length: 12 }, (_, index) => index).flatMap((index): World[] => {
  const recipe = platformOf(7, index, worldOf(7, 0));
  try {
    const { manifests, externalObjects, workloads, install } = construct(recipe);
    const pods = workloads.map(({ namespace, serviceAccountName, podMetadata }, number) => ({
      apiVersion: 'v1', kind: 'Pod', metadata: { ...podMetadata, name: `pod-${number}`, namespace }, spec: { serviceAccountName, containers: [] },
    }));
    const others = JSON.parse(JSON.stringify([...externalObjects.map(({ stub }) => stub), ...pods])) as Manifest[];
    return [{ name: `platform-${index}`, file: `platform-${index}.yaml`, mesh: (install?.operator as { readonly spec: object }).spec, manifests: JSON.parse(JSON.stringify(manifests)), others }];
  } catch (error) {
    if (isRefusal(error)) {
      return [];
    }
    throw error;
  }
});

const byName = (manifests: readonly Manifest[]) => new Map(manifests.map((manifest) => [nameOf(manifest), JSON.stringify(manifest)]));

function described({ name, kind, before, breakage }: Mutant): unknown {
  return { name, kind, before, breakage };
}

test('a mutant differs from its world in one object, which is gone or another', () => {
  const originals = JSON.stringify(WORLDS);

  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (count, seed) => {
    for (const mutant of mutantsOf(WORLDS, count, seed)) {
      const [before, after] = [byName(mutant.world.manifests), byName(broken(mutant))];
      const lost = [...before.keys()].filter((name) => before.get(name) !== after.get(name));
      const gained = [...after.keys()].filter((name) => before.get(name) !== after.get(name));

      expect(lost).toEqual([nameOf(mutant.before)]);
      expect(gained).toEqual(mutant.breakage.after === undefined ? [] : [nameOf(mutant.breakage.after)]);
    }
  }), { numRuns: 5 });
  expect(JSON.stringify(WORLDS)).toBe(originals);
});

test('the same seed makes the same mutants, another one others', () => {
  const described12 = mutantsOf(WORLDS, 60, 12).map(described);

  expect(mutantsOf(WORLDS, 60, 12).map(described)).toEqual(described12);
  expect(mutantsOf(WORLDS, 60, 13).map(described)).not.toEqual(described12);
});

test('no mutant is made twice, and every kind of breakage breaks something as often as the others', () => {
  const mutants = mutantsOf(WORLDS, 10 * Object.keys(KINDS).length, 3);
  const counts = Object.keys(KINDS).map((name) => [name, mutants.filter(({ kind }) => kind === name).length]);

  expect(Object.keys(KINDS).length).toBeGreaterThanOrEqual(12);
  expect(counts).toEqual(Object.keys(KINDS).map((name) => [name, 10]));
  const ids = mutants.map(({ kind, world, before, breakage }) => [kind, world.name, nameOf(before), breakage.about].join());
  expect(new Set(ids).size).toBe(mutants.length);
});

test('a world of which check finds something is left out', () => {
  const sound = WORLDS.find((world) => findingsIn(world, world.manifests).length === 0)!;
  const spoilt: World = {
    ...sound,
    name: 'spoilt',
    manifests: [...sound.manifests, { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name: 'odd', namespace: 'ml' }, spec: { mtls: { mode: 'ODD' } } }],
  };

  expect(findingsIn(spoilt, spoilt.manifests)).not.toEqual([]);
  expect(mutantsOf([spoilt], 5, 1)).toEqual([]);
  expect([...new Set(mutantsOf([spoilt, sound], 5, 1).map(({ world }) => world.name))]).toEqual([sound.name]);
});
