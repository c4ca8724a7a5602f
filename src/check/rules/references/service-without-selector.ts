import { SERVICE_EXAMPLE } from './service-example';
import { kind } from '../../../manifest/kind';
import { SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { PodSet } from '../../../manifest/pods';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule } from '../../rule';

const ENDPOINTS = kind<object>('', 'Endpoints');
const ENDPOINT_SLICE = kind<object>('discovery.k8s.io', 'EndpointSlice');

/** Labels in which pods carry the name of what they serve. */
const NAMES = ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/instance'];

export const serviceWithoutSelector = rule({
  code: 'MLM0114',
  name: 'service-without-selector',
  severity: 'warning',
  title: 'A Service selects nothing, though there are pods of its name',
  kinds: [SERVICE],
  message: 'it has no selector, and {owner} has pods of its name',
  why: 'Nobody but the Service says which pods stand behind it. Without a selector Kubernetes makes no EndpointSlice, and unless somebody else writes one, whoever calls gets 503.',
  fix: 'write the labels of the pods into spec.selector',
  isAbsence: true,
  cases: ['references/service-without-selector'],
  evidence: 'a caller in the mesh gets 503, while the pods are ready',
  bad: altered(SERVICE_EXAMPLE, ['spec:\n  selector:\n    app: feature-store\n  ports', 'spec: # <- MLM0114\n  ports']),
  good: SERVICE_EXAMPLE,
  * check(service, { index }) {
    const isAlone = hasNobody(service) && !hasEndpoints(service, index) && !isRouted(service, index);
    const namesake = isAlone ? index.pods.in(service.namespace).find((pods) => isNamesake(pods, service.name)) : undefined;
    if (namesake !== undefined) {
      yield { at: service.at('spec'), data: { owner: namesake.owner.id }, related: [{ at: namesake.at('metadata', 'labels'), label: 'the labels of the pods' }] };
    }
  },
});

function hasNobody({ spec: { selector = {}, type } }: ManifestObject<ServiceSpec>): boolean {
  return Object.keys(selector).length === 0 && type !== 'ExternalName';
}

/** Whether routes for callers in the mesh say where its requests go: it may stand for other Services. */
function isRouted(service: ManifestObject<ServiceSpec>, { traffic }: ManifestIndex): boolean {
  return traffic.meshRoutesOf(service).length > 0 || traffic.virtualServicesOf(service).length > 0;
}

function hasEndpoints({ namespace, name }: ManifestObject, { objects }: ManifestIndex): boolean {
  return objects.exists(ENDPOINTS, namespace, name)
    || objects.in(ENDPOINT_SLICE, namespace).some(({ labels }) => labels['kubernetes.io/service-name'] === name);
}

function isNamesake({ labels, owner }: PodSet, name: string): boolean {
  return owner.name === name || NAMES.some((label) => labels[label] === name);
}
