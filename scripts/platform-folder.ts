import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Yaml } from 'cdk8s';

/** What the mesh in a box reads of a platform. */
export interface PlatformFiles {
  readonly manifests: readonly unknown[];
  readonly externalObjects: readonly { readonly stub: unknown }[];
  readonly workloads: readonly WorkloadFacts[];
  /** The IstioOperator, where the platform brings one. */
  readonly operator?: unknown;
  /** What it asks of the cluster: `experimental`, `revision`, `clusterDomain`. */
  readonly target: unknown;
}

interface WorkloadFacts {
  readonly namespace: string;
  readonly workloadName: string;
  readonly serviceAccountName: string;
  readonly podMetadata: unknown;
}

/** Writes the folder of a platform anew. */
export function writePlatform(folder: string, files: PlatformFiles, more: { readonly [file: string]: string } = {}): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { manifests, externalObjects, operator, target } = files;
  const pods = files.workloads.map(({ namespace, workloadName, serviceAccountName, podMetadata }) => ({
    namespace, workloadName, serviceAccountName, podMetadata,
  }));
  const texts = {
    'manifests.yaml': Yaml.stringify(...manifests),
    'external-objects.yaml': Yaml.stringify(...externalObjects.map(({ stub }) => stub)),
    'target.json': toJson(target),
    'pods.json': toJson(pods),
    ...(operator !== undefined && { 'istio-operator.yaml': Yaml.stringify(operator) }),
    ...more,
  };
  Object.entries(texts).forEach(([name, text]) => writeFileSync(join(folder, name), text));
}

export function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
