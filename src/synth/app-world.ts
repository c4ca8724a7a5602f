import type { IConstruct } from 'constructs';
import { appObjects, meshesOf } from './app-objects';
import { Site } from '../core/site';
import type { ManifestObject } from '../manifest/manifest-object';
import { contextOf, rootNamespaceOf } from '../mesh/context';
import type { MlServingMesh } from '../mesh/ml-serving-mesh';
import { DEFAULT_SETTINGS, type MeshSettings } from '../simulate/settings';
import type { PodAccount, WorldOptions } from '../simulate/world';

/** What requests of an app meet: its objects, with what its meshes take for given. */
export interface AppWorld {
  readonly objects: readonly ManifestObject[];
  readonly options: WorldOptions;
  readonly settings: MeshSettings;
}

export function appWorld(root: IConstruct): AppWorld {
  const { objects } = appObjects(root);
  const [mesh] = meshesOf(root);
  if (mesh === undefined) {
    return { objects, options: {}, settings: DEFAULT_SETTINGS };
  }
  const context = contextOf(Site.of(mesh), mesh);
  const { target: { istio, dataPlane }, clusterDomain } = context;
  const options = { dataPlane, clusterDomain, rootNamespace: rootNamespaceOf(context), accounts: meshesOf(root).flatMap(accountsOf) };
  return { objects, options, settings: { ...DEFAULT_SETTINGS, istio } };
}

/** The pods of workloads are made elsewhere; what they run as was declared. */
function accountsOf(mesh: MlServingMesh): PodAccount[] {
  return contextOf(Site.of(mesh), mesh).workloads.flatMap(({ namespace, podLabels, serviceAccountName }) => (
    podLabels === undefined ? [] : [{ namespace, podLabels, serviceAccount: serviceAccountName }]));
}
