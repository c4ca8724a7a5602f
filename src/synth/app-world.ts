import type { IConstruct } from 'constructs';
import { appObjects, meshesOf } from './app-objects';
import { Site } from '../core/site';
import { IstioVersion } from '../core/versions/istio-version';
import { type Manifest, ManifestObject } from '../manifest/manifest-object';
import { contextOf, rootNamespaceOf } from '../mesh/context';
import type { MlServingMesh } from '../mesh/ml-serving-mesh';
import type { PodAccount, WorldOptions } from '../simulate/world';

/** What requests of an app meet: its objects, with what its meshes take for given. */
export interface AppWorld {
  readonly objects: readonly ManifestObject[];
  readonly options: WorldOptions;
  readonly istio: IstioVersion;
}

export function appWorld(root: IConstruct): AppWorld {
  const { objects } = appObjects(root);
  const meshes = meshesOf(root);
  const [mesh] = meshes;
  if (mesh === undefined) {
    return { objects, options: {}, istio: IstioVersion.DEFAULT };
  }
  const context = contextOf(Site.of(mesh), mesh);
  const { target: { istio, dataPlane }, clusterDomain } = context;
  const options = { dataPlane, clusterDomain, rootNamespace: rootNamespaceOf(context), accounts: meshes.flatMap(accountsOf) };
  return { objects: [...objects, ...meshes.flatMap(installOf)], options, istio };
}

/** The pods of workloads are made elsewhere; what they run as was declared. */
function accountsOf(mesh: MlServingMesh): PodAccount[] {
  return contextOf(Site.of(mesh), mesh).workloads.flatMap(({ namespace, podLabels, serviceAccountName }) => (
    podLabels === undefined ? [] : [{ namespace, podLabels, serviceAccount: serviceAccountName }]));
}

/** How the mesh is installed is no object of a chart. */
function installOf(mesh: MlServingMesh): ManifestObject[] {
  const { install } = contextOf(Site.of(mesh), mesh);
  return install === undefined ? [] : [new ManifestObject(install.toIstioOperator() as Manifest, { construct: mesh.node.path }, true)];
}
