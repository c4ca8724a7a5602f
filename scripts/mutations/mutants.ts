import { createHash } from 'crypto';
import * as fc from 'fast-check';
import { type Breakage, KINDS } from './breakages';
import { findingsIn, nameOf, type World } from './world';
import type { Manifest } from '../../src/manifest/manifest-object';

/** A world with one object broken. */
export interface Mutant {
  readonly name: string;
  readonly kind: string;
  readonly world: World;
  readonly before: Manifest;
  readonly breakage: Breakage;
}

/** How many mutants of a world there are: their requests are compared with those of the world as it is, which costs a run as well. */
const EACH = 4;

/** Mutants of as many worlds as they need, by every kind of breakage equally often, with dice of that seed. */
export function mutantsOf(worlds: readonly World[], count: number, seed: number): Mutant[] {
  const kinds = Object.keys(KINDS);
  const dice = fc.sample(fc.infiniteStream(fc.nat()), { seed, numRuns: count });
  const chosen = inOrderOf(seed, worlds.filter((world) => findingsIn(world, world.manifests).length === 0)).slice(0, Math.ceil(count / EACH));
  const known = new Set<string>();
  const uses = new Map(chosen.map((world) => [world, 0]));
  return dice.flatMap((stream, index): Mutant[] => {
    const kind = kinds[index % kinds.length];
    for (const world of [...chosen].sort((a, b) => uses.get(a)! - uses.get(b)!)) {
      const found = draw(kind, world, stream, known);
      if (found !== undefined) {
        uses.set(world, uses.get(world)! + 1);
        known.add(idOf(kind, world, found));
        return [{ name: `${index + 1} ${kind} of ${world.name}`, kind, world, ...found }];
      }
    }
    return [];
  });
}

type Drawn = Pick<Mutant, 'before' | 'breakage'>;

/** First one of the kinds of objects that can be broken so, then one of these objects, then the way. */
function draw(kind: string, world: World, dice: Iterator<number>, known: ReadonlySet<string>): Drawn | undefined {
  const pick = <T>(from: readonly T[]): T => from[dice.next().value % from.length];
  const all = world.manifests.flatMap((before) => KINDS[kind](before, world).map((breakage) => ({ before, breakage })))
    .filter((one) => !known.has(idOf(kind, world, one)) && !replacesAnother(world, one));
  if (all.length === 0) {
    return undefined;
  }
  const sort = pick([...new Set(all.map(({ before }) => before.kind))]);
  const object = pick([...new Set(all.map(({ before }) => before).filter((before) => before.kind === sort))]);
  return pick(all.filter(({ before }) => before === object));
}

/** Whether the object gets the name of another one: then two would be changed. */
function replacesAnother({ manifests, others }: World, { before, breakage: { after } }: Drawn): boolean {
  return after !== undefined && nameOf(after) !== nameOf(before) && [...manifests, ...others].some((object) => nameOf(object) === nameOf(after));
}

function idOf(kind: string, world: World, { before, breakage }: Drawn): string {
  return [kind, world.name, nameOf(before), breakage.about].join('|');
}

/** The manifests with the object broken. */
export function broken({ world: { manifests }, before, breakage: { after } }: Mutant): Manifest[] {
  return manifests.flatMap((object) => object !== before ? [object] : after === undefined ? [] : [after]);
}

/** An order in which a world that is new changes nothing for the others: the same seed shall make the same mutants for long. */
function inOrderOf(seed: number, worlds: readonly World[]): readonly World[] {
  const places = new Map(worlds.map((world) => [world, createHash('sha256').update(`${seed} ${world.name}`).digest('hex')]));
  return [...worlds].sort((a, b) => (places.get(a)! < places.get(b)! ? -1 : 1));
}
