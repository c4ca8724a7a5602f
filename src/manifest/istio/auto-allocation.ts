import type { ServiceEntrySpec } from '../../../imports/networking.istio.io';
import type { ManifestObject } from '../manifest-object';

/** Whether istiod gives a ServiceEntry an address of its own (istio.io/istio pilot/pkg/controllers/ipallocate). */
export function getsAddress({ labels, spec: { addresses = [], resolution = 'NONE' } }: ManifestObject<ServiceEntrySpec>): boolean {
  const isWanted = labels['networking.istio.io/enable-autoallocate-ip']?.toLowerCase() !== 'false';
  return resolution !== 'NONE' && isWanted && addresses.length === 0;
}
