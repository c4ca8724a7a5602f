import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { spoil } from './spoil';
import { RULES } from '../../src/check/rules';
import { groupOf } from '../../src/manifest/kind';
import type { Manifest } from '../../src/manifest/manifest-object';
import { readSources } from '../../src/manifest/read';
import { Source } from '../../src/manifest/source';

/** An object that is judged twice: by check, and by a cluster. */
export interface Question {
  readonly id: string;
  readonly object: Manifest;
}

const CASES = join('conformance', 'cases');
const GROUP = /(^|\.)istio\.io$|^(gateway|inference)\.networking\.(k8s|x-k8s)\.io$/;

/** The examples of every rule, the manifests of the cases, and as many of them spoiled as are asked for. */
export function questions(count: number, seed: number): Question[] {
  const examples = RULES.flatMap(({ code, bad, good }) => [...objectsIn(bad, `${code} bad`), ...objectsIn(good, `${code} good`)]);
  const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.manifests.yaml')).sort();
  const sound = [...examples, ...files.flatMap((file) => objectsIn(readFileSync(join(CASES, file), 'utf8'), file))];
  const dice = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { seed, numRuns: count });
  const spoiled = dice.map(([which, ...rest], index) => {
    const { id, object } = sound[which % sound.length];
    return { id: `${seed}-${index} ${id}`, object: spoil(object, rest) };
  });
  return [...sound, ...spoiled];
}

function objectsIn(text: string, from: string): Question[] {
  return readSources([new Source(from, text)]).objects
    .filter(({ apiVersion, name }) => GROUP.test(groupOf(apiVersion)) && name !== '')
    .map(({ manifest, id }, index) => ({ id: `${from} ${index} ${id}`, object: located(manifest) }));
}

/** Where an object says no namespace, kubectl does. */
function located(manifest: Manifest): Manifest {
  return manifest.kind === 'GatewayClass' || manifest.metadata.namespace !== undefined
    ? manifest
    : { ...manifest, metadata: { ...manifest.metadata, namespace: 'default' } };
}
