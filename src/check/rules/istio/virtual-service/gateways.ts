import type { VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { Hit } from '../../../rule';
import { domainProblem, isDnsLabel } from '../values/names';
import { found, foundIn } from '../verdict';

const MESH = 'mesh';

/** Whether any sidecar takes the routes: no gateway is named, or `mesh` is. */
export function isForMesh({ gateways = [] }: VirtualServiceSpec): boolean {
  return gateways.length === 0 || namesMesh({ gateways });
}

export function namesMesh({ gateways = [] }: VirtualServiceSpec): boolean {
  return gateways.includes(MESH);
}

/** Made by istiod of a Gateway API route; names and destinations are then its own. */
export function isConverted(service: ManifestObject): boolean {
  return service.annotations['internal.istio.io/route-semantics'] === 'gateway';
}

/** The webhook reads the names up to the first one without namespace. */
export function* gatewayNameHits(at: Location, names: readonly string[] = [], isAnyName = false): Iterable<Hit> {
  for (const [index, text] of names.entries()) {
    const slash = text.indexOf('/');
    if (slash < 0) {
      yield* foundIn(at.at(index), text, domainProblem);
      return;
    }
    const [namespace, name] = [text.slice(0, slash), text.slice(slash + 1)];
    if (!isDnsLabel(namespace) || name === '' || (!isDnsLabel(name) && !isAnyName)) {
      yield found(at.at(index), `${JSON.stringify(text)} is no name of a gateway: write <namespace>/<name>`);
    }
  }
}
