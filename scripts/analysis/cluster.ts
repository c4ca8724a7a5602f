import type { ManifestSet } from './sets';
import { DataPlane } from '../../src/core/versions/data-plane';
import { POD, SECRET, SERVICE } from '../../src/manifest/kinds';
import { ManifestIndex } from '../../src/manifest/manifest-index';
import type { Manifest, ManifestObject } from '../../src/manifest/manifest-object';
import { ISTIO_OPERATOR } from '../../src/manifest/mesh-config';
import type { PodSet } from '../../src/manifest/pods';

/** What a cluster would hold of a set when everything runs: namespaces, and pods with what the injector or the node agent of ambient mode adds to them. */
export function inCluster({ judged, stubs, target, isRunning }: ManifestSet): Manifest[] {
  const objects = [...judged, ...stubs].filter((object) => object.name !== '' && !object.is(ISTIO_OPERATOR));
  const index = new ManifestIndex(objects, { dataPlane: target.dataPlane });
  const kept = objects.filter((object) => isRunning || !object.is(POD));
  return [
    ...kept.map(defaulted),
    ...[...new Set(objects.map(({ namespace }) => namespace))].filter((name) => name !== '' && !index.namespaces.isKnown(name)).map((name) => namespaceOf(name, target.dataPlane)),
    ...index.pods.all().filter(({ owner }) => !kept.includes(owner) || !owner.is(POD)).map((pods, i) => podOf(pods, i, index)),
  ];
}

/** In a cluster ports of Services have a protocol, and what was a string of a Secret is data. */
function defaulted(object: ManifestObject): Manifest {
  const { manifest } = object;
  const strings = object.is(SECRET) ? (manifest.stringData ?? {}) as Record<string, string> : {};
  const data = Object.fromEntries(Object.entries(strings).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
  return {
    ...manifest,
    ...(object.is(SERVICE) ? { spec: object.spec } : {}),
    ...(Object.keys(data).length > 0 ? { data: { ...manifest.data as object | undefined, ...data } } : {}),
  };
}

function namespaceOf(name: string, dataPlane: DataPlane | undefined): Manifest {
  const labels: Record<string, string> = dataPlane === DataPlane.SIDECAR ? { 'istio-injection': 'enabled' } : { 'istio.io/dataplane-mode': 'ambient' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function podOf(pods: PodSet, number: number, index: ManifestIndex): Manifest {
  const membership = index.namespaces.membership(pods);
  const containers = pods.containers.length > 0 ? pods.containers : [{ name: 'main', image: 'main' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pods.owner.is(POD) ? pods.owner.name : `${pods.owner.name}-${number}`,
      namespace: pods.namespace,
      labels: pods.labels,
      annotations: { ...pods.annotations, ...(membership === DataPlane.AMBIENT ? { 'ambient.istio.io/redirection': 'enabled' } : {}) },
    },
    spec: { ...pods.spec, containers: [...containers, ...(membership === DataPlane.SIDECAR ? [{ name: 'istio-proxy', image: 'proxyv2' }] : [])] },
  };
}
