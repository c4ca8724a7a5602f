import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type Manifest, ManifestObject } from '../manifest/manifest-object';
import { MlServingMesh } from '../mesh/ml-serving-mesh';

/** The objects of an app as they will be written, and stubs of what they rely on. */
export interface AppObjects {
  readonly objects: readonly ManifestObject[];
  /** The construct of each object that is written. */
  readonly constructs: ReadonlyMap<ManifestObject, ApiObject>;
}

/** Renders each object on its own: `chart.toJson()` would validate the app, and so never end. */
export function appObjects(root: IConstruct): AppObjects {
  const constructs = new Map(root.node.findAll()
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((construct) => [new ManifestObject(construct.toJson() as Manifest, { construct: construct.node.path }), construct]));
  const stubs = meshesOf(root).flatMap((mesh) => (
    mesh.externalObjects.map(({ stub }) => new ManifestObject(stub as Manifest, { construct: mesh.node.path }, true))));
  return { objects: [...constructs.keys(), ...stubs], constructs };
}

/** The meshes of an app, in the order of the tree. */
export function meshesOf(root: IConstruct): MlServingMesh[] {
  return root.node.findAll().filter((construct) => construct instanceof MlServingMesh);
}
