import * as path from 'path';
import type { NamedCase } from './case';
import { readProfile } from './profile';
import { readFiles } from '../../manifest/files';
import { INFERENCE_POOL } from '../../manifest/kinds';
import type { ManifestIndex } from '../../manifest/manifest-index';
import { type Manifest, ManifestObject } from '../../manifest/manifest-object';
import { readSources } from '../../manifest/read';
import { Source } from '../../manifest/source';
import { fullName } from '../../simulate/request';
import { completeWorld } from '../../simulate/world';

/** How the files of a case are read: tests make some of them on the spot. */
export type ReadText = (file: string) => readonly Source[];

/** What exists in every cluster. */
const SYSTEM_NAMESPACES = ['', 'default', 'kube-system', 'istio-system'];

export function fromDisk(file: string): readonly Source[] {
  const { sources, unreadable } = readFiles([file]);
  if (unreadable.length > 0) {
    throw new Error(`cannot read ${unreadable[0].file}: ${unreadable[0].problem}`);
  }
  return sources;
}

/** Since when objects are in a cluster, by kind, namespace and name with slashes between them. */
export type Ages = ReadonlyMap<string, string>;

/** The manifests of a case in a cluster of its profile, with what the box adds to them. Objects whose age is not known are of the same age. */
export function worldOfCase({ case: written, folder }: NamedCase, readText: ReadText, ages: Ages = new Map()): ManifestIndex {
  const { manifests, without = [], assume = [], closed, requests = [], when } = written;
  const read = (files: readonly string[], asStubs: boolean) => (
    readSources(files.flatMap((file) => readText(path.join(folder, file))), { asStubs }).objects);
  const { values } = readProfile(folder, when);
  // An istiod that was not told of the Inference Extension knows no pool.
  const knowsPools = values?.pilot?.env?.ENABLE_GATEWAY_API_INFERENCE_EXTENSION === 'true';
  const judged = read(manifests, false).filter(({ kind, namespace, name }) => !without.includes(`${kind}/${namespace}/${name}`))
    .filter(({ kindKey }) => knowsPools || kindKey !== INFERENCE_POOL.key);
  // Of objects that are written twice the later one counts, as where they are applied.
  const objects = [...judged, ...read([...assume].reverse(), true)].map((object) => aged(object, ages));
  const sources = [...new Set(requests.flatMap(({ send }) => send.source ?? []))].map(fullName);
  const spaces = new Set([...objects.map(({ namespace }) => namespace), ...sources.map(({ namespace }) => namespace)]);
  // The box makes a namespace of which the name is all that is known without labels, and so outside of the mesh.
  const known = new Set(objects.filter(({ kindKey, isStub, labels }) => kindKey === '/Namespace' && !(isStub && Object.keys(labels).length === 0))
    .map(({ name }) => name));
  const missing = [...spaces].filter((name) => !known.has(name) && !SYSTEM_NAMESPACES.includes(name));
  return completeWorld([...objects, ...missing.map(unlabelled)], {
    isClosed: closed,
    sources,
    takesStrangers: true,
    clusterDomain: values?.global?.proxy?.clusterDomain,
  });
}

function aged(object: ManifestObject, ages: Ages): ManifestObject {
  const { manifest, kindKey, namespace, name, origin, isStub } = object;
  const creationTimestamp = ages.get(`${kindKey}/${namespace}/${name}`);
  if (creationTimestamp === undefined) {
    return object;
  }
  return new ManifestObject({ ...manifest, metadata: { ...manifest.metadata, creationTimestamp } }, origin, isStub);
}

function unlabelled(name: string): ManifestObject {
  const manifest: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  return new ManifestObject(manifest, { construct: 'the box' });
}
