import { checkCaller } from './callers';
import type { FullName } from './request';
import type { Kind } from '../manifest/kind';
import { INFERENCE_POOL, POD, SERVICE, SERVICE_ACCOUNT } from '../manifest/kinds';
import { hasLabels } from '../manifest/labels';
import { type IndexOptions, ManifestIndex } from '../manifest/manifest-index';
import { type Manifest, ManifestObject } from '../manifest/manifest-object';
import type { Labels, PodSpec, ServicePort } from '../manifest/shapes';

export interface WorldOptions extends IndexOptions {
  /** The objects are everything there is: a selector that finds no pod stays without one. */
  readonly isClosed?: boolean;
  /** Service accounts that send requests: each has a pod, at least one that offers nothing. */
  readonly sources?: readonly FullName[];
  /** Whether sources may be anybody, as in the box. Else they are who runs in the objects, or is named there. */
  readonly takesStrangers?: boolean;
  /** As whom pods run that no manifest brings: a name is all that there is to guess by otherwise. */
  readonly accounts?: readonly PodAccount[];
}

/** Pods with these labels run as the service account. */
export interface PodAccount {
  readonly namespace: string;
  readonly podLabels: Labels;
  readonly serviceAccount: string;
}

/** Something that sends requests to the pods of a selector. */
interface Selecting extends FullName {
  readonly selector: Labels;
  readonly ports: readonly ContainerPort[];
}

interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
}

/**
 * The objects with what they take for given: manifests of routes and Services seldom come with the Deployments behind them. A selector
 * that finds no pod gets one, named after its Service, the narrowest selectors first: a Service for all versions then finds those of the versions.
 *
 * @throws for a source that nothing runs as and nothing names, unless it may be anybody
 */
export function completeWorld(objects: readonly ManifestObject[], worldOptions: WorldOptions = {}): ManifestIndex {
  const { isClosed = false, sources = [], takesStrangers = false, accounts = [], ...options } = worldOptions;
  const world = new World(objects, options, accounts);
  if (!isClosed) {
    world.addPods();
  }
  if (!takesStrangers) {
    sources.forEach((source) => checkCaller(world.index(), source));
  }
  sources.forEach((source) => world.addCaller(source));
  return world.index();
}

class World {
  private readonly added = new Map<string, ManifestObject<PodSpec>[]>();
  private readonly given: ManifestIndex;

  constructor(
    private readonly objects: readonly ManifestObject[],
    private readonly options: IndexOptions,
    private readonly accounts: readonly PodAccount[],
  ) {
    this.given = new ManifestIndex(objects, options);
  }

  public index(): ManifestIndex {
    return this.added.size === 0 ? this.given : new ManifestIndex([...this.objects, ...[...this.added.values()].flat()], this.options);
  }

  public addPods(): void {
    const all = [...services(this.given), ...pools(this.given)];
    const narrowestFirst = all.sort((a, b) => Object.keys(b.selector).length - Object.keys(a.selector).length);
    for (const each of narrowestFirst) {
      if (!this.isSelected(each)) {
        const labels = { 'service.istio.io/workload-name': each.name, ...each.selector };
        this.add({ namespace: each.namespace, name: `${each.name}-0` }, this.accountFor(each), labels, each.ports);
      }
    }
  }

  public addCaller(source: FullName): void {
    const runs = this.given.pods.in(source.namespace).some(({ serviceAccount }) => serviceAccount === source.name)
      || this.addedIn(source.namespace).some(({ spec }) => spec.serviceAccountName === source.name);
    if (!runs) {
      const name = `caller-${source.name}`;
      this.add({ namespace: source.namespace, name }, source.name, { app: name }, []);
    }
  }

  private addedIn(namespace: string): readonly ManifestObject<PodSpec>[] {
    return this.added.get(namespace) ?? [];
  }

  private isSelected({ namespace, selector }: Selecting): boolean {
    return this.given.pods.matching(namespace, selector).length > 0
      || this.addedIn(namespace).some(({ labels }) => hasLabels(labels, selector));
  }

  private add({ namespace, name }: FullName, serviceAccountName: string, labels: Labels, ports: readonly ContainerPort[]): void {
    const manifest: Manifest = {
      apiVersion: 'v1',
      kind: POD.kind,
      metadata: { namespace, name, labels },
      spec: { serviceAccountName, containers: [{ name: 'app', ports }] },
    };
    const pod = new ManifestObject<PodSpec>(manifest, { construct: 'what the manifests take for given' }, true);
    this.added.set(namespace, [...this.addedIn(namespace), pod]);
  }

  private accountFor(those: Selecting): string {
    const known = this.accounts.find(({ namespace, podLabels }) => namespace === those.namespace && hasLabels(those.selector, podLabels));
    return known?.serviceAccount ?? this.usualAccount(those);
  }

  /** The account that is usual for a Deployment of that name, or else the only one whose name begins it. */
  private usualAccount({ namespace, name, selector }: Selecting): string {
    const accounts = this.given.objects.in(SERVICE_ACCOUNT, namespace).map((account) => account.name);
    const names = [name, selector['app.kubernetes.io/name'], selector.app].filter((each) => each !== undefined);
    const usual = names.flatMap((each) => [each, `${each}-sa`]).find((each) => accounts.includes(each));
    const prefixes = accounts.filter((account) => name.startsWith(account));
    return usual ?? (prefixes.length === 1 ? prefixes[0] : 'default');
  }
}

function services(index: ManifestIndex): Selecting[] {
  return selecting(index, SERVICE, ({ selector = {}, ports = [] }) => ({ selector, ports: ports.map(containerPort) }));
}

function pools(index: ManifestIndex): Selecting[] {
  return selecting(index, INFERENCE_POOL, ({ selector, targetPorts }) => ({
    selector: selector?.matchLabels ?? {},
    ports: (targetPorts ?? []).map(({ number }) => ({ containerPort: number })),
  }));
}

function selecting<S>(index: ManifestIndex, kind: Kind<S>, convert: (spec: S) => Pick<Selecting, 'selector' | 'ports'>): Selecting[] {
  return index.all(kind).map(({ namespace, name, spec }) => ({ namespace, name, ...convert(spec) }))
    .filter(({ selector }) => Object.keys(selector).length > 0);
}

/** A target that is a name gets the number of the Service's own port. */
function containerPort({ port, targetPort }: ServicePort): ContainerPort {
  return typeof targetPort === 'string' ? { name: targetPort, containerPort: port } : { containerPort: targetPort ?? port };
}
