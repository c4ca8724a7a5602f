import type { BackendConfig } from './backend';
import type { CanaryCandidate, CanaryModelProps } from './canary-model';
import type { RouteSurroundings } from './route';
import type { Site } from '../core/site';

/** A version as far as its model is concerned. */
interface ModelOfPool {
  readonly name: string;
  readonly backend: BackendConfig;
  readonly model?: string;
  readonly weight: number;
}

/** What chooses a backend, and no model behind it. */
const OF_ROUTES = ['versionHeader', 'assignCookie'] as const;
const OF_CANDIDATES = ['cohorts', 'sources', 'mirrorPercentage'] as const;

/** True where the versions are models of one pool; all of them are, or none. */
export function areModels(site: Site, props: CanaryModelProps, versions: readonly ModelOfPool[]): boolean {
  const models = versions.filter(({ model }) => model !== undefined);
  site.at('modelName').check(props.modelName === undefined || models.length > 0, {
    problem: 'has no effect on versions that run apart',
    got: props.modelName,
    fix: 'leave it out, or make the versions with ModelVersion.ofModel',
  });
  if (models.length === 0) {
    return false;
  }
  site.check(models.length === versions.length && models.every(({ backend }) => isSamePool(backend, models[0].backend)), {
    problem: 'has versions that are models of one pool, so all must be models of it',
    got: versions.map(({ name }) => name),
    fix: 'make each with ModelVersion.ofModel and the same pool, or each with ModelVersion.of and a backend of its own',
  });
  OF_ROUTES.forEach((prop) => refuse(site.at(prop), props[prop]));
  props.candidates.forEach((candidate: CanaryCandidate, i) => OF_CANDIDATES.forEach((prop) => refuse(site.at('candidates', i, prop), candidate[prop])));
  return true;
}

function refuse(site: Site, value: unknown): void {
  site.check(value === undefined, {
    problem: 'chooses a backend, and the versions share one: the endpoint picker chooses the model, by weight only',
    got: value,
    fix: 'leave it out: whoever shall get one version asks for its model by name',
  });
}

function isSamePool(a: BackendConfig, b: BackendConfig): boolean {
  return a.kind === 'InferencePool' && b.kind === 'InferencePool' && a.namespace === b.namespace && a.name === b.name;
}

/** Has the picker write the model of a version into each request for the model name, by weight. */
export function shareModel({ site }: RouteSurroundings, id: string, { modelName }: CanaryModelProps, versions: readonly ModelOfPool[]): void {
  const [{ backend: { pool } }] = versions;
  const name = modelName ?? site.at('modelName').fail({
    problem: 'is needed: the name by which callers ask for the model, whatever its version',
    fix: 'give an alias, or the name of the base model',
  });
  const rewrite = pool?.addModelRewrite ?? site.at('stable').fail({
    problem: `is of the InferencePool '${pool?.name}', which is somebody else's`,
    fix: 'create the pool with new InferencePool(…)',
  });
  const sharing = versions.filter(({ weight }) => weight > 0);
  rewrite(site, id, {
    models: [name],
    targets: sharing.map(({ model, weight }) => ({ model: model!, ...(sharing.length > 1 && { weight }) })),
  });
}
