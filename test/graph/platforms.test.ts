import * as fc from 'fast-check';
import { agreementOn } from './agreement';
import { type Manifest, ManifestObject } from '../../src/manifest/manifest-object';
import { construct, isRefusal, type Platform } from '../arbitrary/construct';
import { platforms } from '../arbitrary/platform';
import { SEED } from '../seed';

/** The usual run is short; `PLATFORMS=200 FAST_CHECK_SEED=new` looks for more. */
const RUNS = Number(process.env.PLATFORMS ?? 10);
/** How many of all paths, methods and headers are asked of everybody. */
const FORMS = Number(process.env.PLATFORM_FORMS ?? 30);
const HOUR = 3_600_000;

function objectsOf({ manifests, externalObjects }: Platform): ManifestObject[] {
  const read = (manifest: Manifest, isStub: boolean) => new ManifestObject(manifest, { construct: 'platform' }, isStub);
  return [...manifests.map((each) => read(each, false)), ...externalObjects.map(({ stub }) => read(stub as Manifest, true))];
}

test(`each arrow is allowed by the simulator, and whoever it lets through has one (seed ${SEED})`, () => {
  const count = { calls: 0, entries: 0 };
  fc.assert(fc.property(platforms({ mistakes: 0 }), (recipe) => {
    let platform: Platform;
    try {
      platform = construct(recipe);
    } catch (error) {
      fc.pre(!isRefusal(error));
      throw error;
    }
    const { wrong, missing, calls, entries } = agreementOn(objectsOf(platform), FORMS);
    expect({ wrong, missing }).toEqual({ wrong: [], missing: [] });
    count.calls += calls;
    count.entries += entries;
  }), { seed: SEED, numRuns: RUNS, path: process.env.PLATFORM_PATH, endOnFailure: process.env.PLATFORM_QUICK !== undefined });
  console.log(`${RUNS} platforms, ${count.calls} arrows of callers and ${count.entries} of gateways`);
  expect(count.calls).toBeGreaterThan(RUNS);
}, HOUR);
