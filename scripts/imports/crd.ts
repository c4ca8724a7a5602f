import { readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { copiesFolder } from './copy';
import { goModuleFolder } from './go-module';
import { readBuiltInKinds } from './kubernetes/built-in-kinds';
import { Schema } from './schema';
import { SchemaSet, Source } from './sources';

/** What a CustomResourceDefinition says about its kind. */
export interface Crd {
  readonly group: string;
  readonly kind: string;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Served versions, the most stable one first. */
  readonly versions: readonly CrdVersion[];
}

export interface CrdVersion {
  readonly name: string;
  readonly schema: Schema;
}

interface CrdManifest {
  readonly kind?: string;
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly scope: Crd['scope'];
    readonly versions: ReadonlyArray<{
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }>;
  };
}

/** The CRDs of one set, ordered by group and kind. */
export function readCrds(source: Source, set: SchemaSet): Crd[] {
  const path = join(source.copied ? copiesFolder(source) : goModuleFolder(source), set.path);
  return set.builtIn ? readBuiltInKinds(path) : readCrdFiles(path);
}

function readCrdFiles(path: string): Crd[] {
  return crdFiles(path)
    .flatMap(readManifests)
    .filter((manifest) => manifest?.kind === 'CustomResourceDefinition')
    .map(toCrd)
    .sort((a, b) => compare(a.group, b.group) || compare(a.kind, b.kind));
}

function crdFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path).filter((name) => name.endsWith('.yaml')).sort().map((name) => join(path, name));
}

function readManifests(file: string): CrdManifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as CrdManifest);
}

function toCrd({ spec }: CrdManifest): Crd {
  return {
    group: spec.group,
    kind: spec.names.kind,
    scope: spec.scope,
    versions: spec.versions
      .filter((version) => version.served)
      .map((version) => ({ name: version.name, schema: version.schema.openAPIV3Schema }))
      .sort((a, b) => compare(stability(b.name), stability(a.name))),
  };
}

/** Sorts as Kubernetes prefers API versions: v1 over v1beta2 over v1beta1 over v1alpha1. */
function stability(version: string): string {
  const [, major, stage = 'stable', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return [stage, major?.padStart(4, '0'), minor.padStart(4, '0')].join(' ');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
