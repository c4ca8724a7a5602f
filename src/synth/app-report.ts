import { createHash } from 'crypto';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledgements';
import { type AppObjects, appObjects, meshesOf } from './app-objects';
import { check } from '../check/check';
import type { Report } from '../check/finding';
import { type CheckOptions, DEFAULT_TARGET } from '../check/options';
import { Site } from '../core/site';
import type { Target } from '../core/versions/capabilities';
import type { ManifestObject } from '../manifest/manifest-object';
import { contextOf, rootNamespaceOf } from '../mesh/context';

/** What an app is checked for where its first mesh does not say. */
export interface AppCheckOptions {
  readonly target?: Partial<Target>;
  readonly isComplete?: boolean;
}

interface Known {
  readonly key: string;
  readonly report: Report;
}

const known = new WeakMap<IConstruct, Known>();

/** What is found in the app. cdk8s asks once for each chart and once for the app: equal objects are judged once. */
export function appReport(root: IConstruct, options: AppCheckOptions = {}): Report {
  const app = appObjects(root);
  const checkOptions = optionsOf(root, options);
  const key = keyOf(app.objects, checkOptions);
  const last = known.get(root);
  if (last?.key === key) {
    return last.report;
  }
  const report = acknowledge(root, app as AppObjects, check({ objects: app.objects, broken: [], strays: [] }, checkOptions));
  known.set(root, { key, report });
  return report;
}

function optionsOf(root: IConstruct, { target, isComplete }: AppCheckOptions): CheckOptions {
  const [mesh] = meshesOf(root);
  if (mesh === undefined) {
    return { target: { ...DEFAULT_TARGET, ...target }, isComplete };
  }
  const context = contextOf(Site.of(mesh), mesh);
  return { target: { ...context.target, ...target }, isComplete, rootNamespace: rootNamespaceOf(context), clusterDomain: context.clusterDomain };
}

function keyOf(objects: readonly ManifestObject[], { target, ...rest }: CheckOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([`${target!.istio} ${target!.gatewayApi} ${target!.dataPlane}`, rest]));
  objects.forEach(({ manifest, origin, isStub }) => hash.update(JSON.stringify([manifest, isStub, origin])));
  return hash.digest('hex');
}
