import { groupOf } from '../../manifest/kind';
import type { Manifest } from '../../manifest/manifest-object';
import { bundledSchemas } from '../../manifest/schema/bundled-schemas';
import { BundledKind } from '../../manifest/schema/schema-bundle';
import { nearest } from '../suggestion';

/** Which CRDs a cluster has. */
export interface InstalledSets {
  /** @default - the Istio CRDs are not installed */
  readonly istio?: '1.29' | '1.30' | '1.31';
  /** @default - the Gateway API CRDs are not installed */
  readonly gatewayApi?: '1.4' | '1.5' | '1.6';
  /** @default 'standard' */
  readonly channel?: 'standard' | 'experimental';
  /** @default '1.6' */
  readonly inference?: '1.6';
}

/** Kinds of Kubernetes itself, which every cluster has; not all of them. */
const BUILT_IN = 'kubernetes';

/** Kinds that only endpoint pickers or Kuadrant read, not all of their groups: whoever has one installed them with it, and they have one version. */
const EXTRA_SETS = [BUILT_IN, 'picker-inferenceobjectives', 'picker-inferencemodelrewrites', 'llm-d-inferenceobjectives', 'llm-d-inferencemodelrewrites', 'kuadrant'];

/** What is known of an object's kind: its schema, that the cluster does not have it, or nothing. */
export type KnownKind = BundledKind | 'not installed' | 'unknown group';

/** Kinds in a group of the bundle whose CRDs come with the endpoint picker, and not with the API (gateway-api-inference-extension v1.5.0 config/crd). */
const WITH_THE_PICKER = ['InferenceObjective', 'InferenceModelRewrite'];

/** The kinds that a cluster with certain CRDs serves. */
export class InstalledKinds {
  /** Human names of what is installed. */
  public readonly sets: readonly string[];
  private readonly kinds: ReadonlyMap<string, BundledKind>;
  /** Groups of which every kind is known. */
  private readonly groups: ReadonlySet<string>;

  constructor(installed: InstalledSets) {
    const { sets } = bundledSchemas();
    this.sets = setNames(installed);
    this.kinds = new Map([...this.sets, ...EXTRA_SETS].flatMap((name) => Object.entries(sets[name])));
    this.groups = new Set(Object.keys(sets).filter((name) => !EXTRA_SETS.includes(name)).flatMap((name) => Object.keys(sets[name])).map(group));
  }

  public find(apiVersion: string, kind: string): KnownKind {
    const found = this.kinds.get(`${apiVersion}/${kind}`);
    if (found !== undefined) {
      return found;
    }
    const isKnown = (this.groups.has(group(apiVersion)) && !WITH_THE_PICKER.includes(kind)) || builtInVersions(groupOf(apiVersion), kind).length > 0;
    return isKnown ? 'not installed' : 'unknown group';
  }

  /** Whether Kubernetes itself has the kind: no CRD describes it. */
  public isBuiltIn({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
    return Object.hasOwn(bundledSchemas().sets[BUILT_IN], `${apiVersion}/${kind}`);
  }

  /** The API versions in which a kind is served. */
  public versions(ofGroup: string, kind: string): readonly string[] {
    return [...this.kinds.keys()].filter((key) => isOf(key, ofGroup, kind)).map((key) => key.slice(0, -kind.length - 1));
  }

  /** The kind of the group that was probably meant by one that no release has. */
  public meant(ofGroup: string, kind: string): string | undefined {
    const ofSomeRelease = Object.values(bundledSchemas().sets).flatMap((set) => Object.keys(set));
    return ofSomeRelease.some((key) => isOf(key, ofGroup, kind))
      ? undefined
      : nearest(kind, [...this.kinds.keys()].filter((key) => group(key) === ofGroup).map((key) => key.split('/')[2]));
  }
}

function setNames({ istio, gatewayApi, channel = 'standard', inference = '1.6' }: InstalledSets): string[] {
  return [
    ...(istio !== undefined ? [`istio-${istio}`] : []),
    ...(gatewayApi !== undefined ? [`gateway-api-${gatewayApi}-${channel}`] : []),
    `inference-${inference}`,
  ];
}

function builtInVersions(ofGroup: string, kind: string): readonly string[] {
  return Object.keys(bundledSchemas().sets[BUILT_IN]).filter((key) => isOf(key, ofGroup, kind));
}

function isOf(key: string, ofGroup: string, kind: string): boolean {
  const end = key.lastIndexOf('/');
  return key.slice(end + 1) === kind && groupOf(key.slice(0, end)) === ofGroup;
}

function group(apiVersion: string): string {
  return apiVersion.split('/')[0];
}
