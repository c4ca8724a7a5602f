import type { ManifestObject } from '../../manifest/manifest-object';
import type { Path } from '../../manifest/path';
import type { Origin } from '../tables';

export function originOf(object: ManifestObject, ...path: Path): Origin {
  return { object, at: object.at(...path) };
}
