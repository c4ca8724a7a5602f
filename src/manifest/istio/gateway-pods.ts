import type { GatewaySpec } from '../../../imports/networking.istio.io';
import { hasLabels } from '../labels';
import type { ManifestIndex } from '../manifest-index';
import type { ManifestObject } from '../manifest-object';
import type { PodSet } from '../pods';

/** The pods that a Gateway of Istio configures, of whatever namespace; of a Gateway without selector nothing is said. */
export function gatewayPods({ spec: { selector = {} } }: ManifestObject<GatewaySpec>, { pods }: ManifestIndex): readonly PodSet[] {
  return Object.keys(selector).length === 0 ? [] : pods.all().filter(({ labels }) => hasLabels(labels, selector as Record<string, string>));
}
