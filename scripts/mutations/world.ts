import { check } from '../../src/check/check';
import type { Finding } from '../../src/check/finding';
import { targetOf } from '../../src/check/options';
import { type Manifest, ManifestObject } from '../../src/manifest/manifest-object';

/** A case of the mesh in a box: everything that it brings into the cluster. */
export interface World {
  readonly name: string;
  readonly file: string;
  readonly dataPlane?: 'ambient' | 'sidecar';
  /** How the mesh is installed: the spec of an IstioOperator. */
  readonly mesh: object;
  readonly manifests: readonly Manifest[];
  /** What is assumed, or added by the box. */
  readonly others: readonly Manifest[];
}

/** What a team declares along with the rest: who its callers run as is part of its platform, though the box adds their pods. */
const DECLARED = ['Pod', 'ServiceAccount'];

/** What check says of some manifests in a world where nothing else is than the case has besides. */
export function findingsIn({ dataPlane, mesh, others }: World, manifests: readonly Manifest[]): Finding[] {
  const settings: Manifest = {
    apiVersion: 'install.istio.io/v1alpha1',
    kind: 'IstioOperator',
    metadata: { name: 'mesh', namespace: 'istio-system' },
    spec: { meshConfig: {}, ...mesh },
  };
  const objects = [
    ...manifests.map((one) => objectOf(one, false)),
    ...[...others, settings].map((one) => objectOf(one, !DECLARED.includes(one.kind))),
  ];
  const { findings, failures } = check({ objects, broken: [], strays: [] }, { target: targetOf({ dataPlane }), isComplete: true });
  failures.forEach(({ error }) => {
    throw error;
  });
  return findings.filter(({ severity, acknowledged }) => severity !== 'info' && acknowledged === undefined);
}

function objectOf(manifest: Manifest, isStub: boolean): ManifestObject {
  return new ManifestObject(manifest, { construct: nameOf(manifest) }, isStub);
}

/** `Kind/namespace/name`, as the mesh in a box names objects. */
export function nameOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}
