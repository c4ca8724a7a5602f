import { SERVICE_EXAMPLE } from './service-example';
import { SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule } from '../../rule';

export const serviceWithoutPods = rule({
  code: 'MLM0108',
  name: 'service-without-pods',
  severity: 'warning',
  title: 'A Service selects no pods',
  kinds: [SERVICE],
  message: 'no pods in {namespace} have the labels {labels}',
  why: 'Whoever calls the Service gets 503, or no connection at all; the Service itself has no status that says so. Pods are looked for in the namespace of the Service.',
  fix: 'write the labels of the pod template into the selector, and put the Service into the namespace of the pods',
  isAbsence: true,
  cases: ['references/service-without-pods'],
  evidence: 'a caller in the mesh gets 503, and istioctl says nothing',
  bad: altered(SERVICE_EXAMPLE, ['  selector:\n    app: feature-store\n', '  selector: # <- MLM0108\n    app: features\n']),
  good: SERVICE_EXAMPLE,
  * check(service, { index }) {
    const { selector } = service.spec;
    if (selector !== undefined && Object.keys(selector).length > 0 && !hasEndpoints(service, index) && !isSaidElsewhere(service, index)) {
      const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ');
      yield { at: service.at('spec', 'selector'), data: { namespace: service.namespace, labels } };
    }
  },
});

function hasEndpoints(service: ManifestObject<ServiceSpec>, index: ManifestIndex): boolean {
  const { selector = {} } = service.spec;
  return index.podsOfService(service).length > 0
    || index.machines.areIn(service.namespace, selector);
}

/** Versions of a route and endpoint pickers have findings of their own. */
function isSaidElsewhere(service: ManifestObject<ServiceSpec>, index: ManifestIndex): boolean {
  return index.pickers.poolsOf(service).length > 0 || index.traffic.to(service).some(({ ref }) => ref !== undefined && ref.weight !== 0);
}
