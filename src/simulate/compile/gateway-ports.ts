import type { Entrance } from './entrances';
import { oldestFirst } from '../../manifest/age';
import type { ManifestIndex } from '../../manifest/manifest-index';

/**
 * The numbers by which listeners are open at a port of the pods: where the oldest Service has a listener's number, the listener is where that
 * Service leads (pilot/pkg/model/gateway.go `resolvePorts`). The Service that istiod makes of a Gateway leads to the same number.
 */
export function listenersAt(index: ManifestIndex, { gateway, pods }: Entrance, numbers: readonly number[], port: number): readonly number[] {
  const led = gateway === undefined ? oldestFirst(index.servicesOf(pods!)).flatMap(({ spec }) => spec.ports ?? []) : [];
  return [...new Set(numbers)].filter((number) => {
    const first = led.find((each) => each.port === number);
    return port === (first === undefined ? number : pods!.targetOf(first));
  });
}
