import { ClosedWorld } from './closed-world';
import { danglingReferences } from './references';
import { basicDefects, duplicates, leftovers, policyDefects } from './soundness';
import type { InstalledSets } from '../../src/check/schema/installed-kinds';
import { ManifestValidator } from '../../src/check/schema/manifest-validator';
import type { Platform } from '../arbitrary/construct';
import type { TargetFacts } from '../arbitrary/targets';

const VALIDATORS = new Map<string, ManifestValidator>();

/** A validator for a cluster with the CRDs of these versions. */
export function validatorFor({ istio, gatewayApi, experimental }: TargetFacts): ManifestValidator {
  const installed = {
    istio: istio.split('.').slice(0, 2).join('.'),
    gatewayApi,
    channel: experimental ? 'experimental' : 'standard',
  } as InstalledSets;
  const key = JSON.stringify(installed);
  const validator = VALIDATORS.get(key) ?? new ManifestValidator(installed);
  VALIDATORS.set(key, validator);
  return validator;
}

/** Everything that is wrong with a platform, a line each. */
export function defectsOf(platform: Platform, target: TargetFacts): string[] {
  const { violations } = validatorFor(target).validate(platform.manifests);
  const world = new ClosedWorld(platform);
  return [
    ...violations.map(({ object, path, kind, message }) => `${object} ${path.join('.')}: ${message} (${kind})`),
    ...duplicates(platform).map((object) => `two objects are ${object}`),
    ...basicDefects(platform).map((object) => `${object} is not as the API server wants it`),
    ...leftovers(platform).map((place) => `${place} is empty`),
    ...danglingReferences(world),
    ...policyDefects(world, target.ambient),
  ];
}
