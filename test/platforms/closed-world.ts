import type { Manifest } from '../../src/manifest/manifest-object';
import type { Platform } from '../arbitrary/construct';

/** The objects of a platform and the stubs of what it relies on, by identity. */
export class ClosedWorld {
  readonly objects: readonly any[];
  /** Namespace and labels of all pods that are known. */
  readonly pods: readonly { readonly namespace: string; readonly labels: { readonly [key: string]: string } }[];
  private readonly stubs: ReadonlySet<string>;
  private readonly byIdentity: ReadonlyMap<string, any>;

  constructor(platform: Platform) {
    this.objects = [...platform.manifests, ...platform.externalObjects.map(({ stub }) => stub as Manifest)];
    this.stubs = new Set(platform.externalObjects.map(({ namespace, name }) => `${namespace ?? ''}/${name}`));
    this.byIdentity = new Map(this.objects.map((object) => [identity(object.kind, object.metadata.namespace, object.metadata.name), object]));
    this.pods = [
      ...platform.workloads.map(({ namespace, podMetadata }) => ({ namespace, labels: podMetadata.labels })),
      ...this.all('Deployment').map(({ metadata, spec }) => ({ namespace: metadata.namespace, labels: spec.template.metadata.labels })),
    ];
  }

  find(kind: string, namespace: string | undefined, name: string): any {
    return this.byIdentity.get(identity(kind, namespace, name));
  }

  all(kind: string): any[] {
    return this.objects.filter((object) => object.kind === kind);
  }

  /** The Service behind `name.namespace.svc.domain`, or the ServiceEntry that tells of a host outside. */
  serviceOfHost(host: string): any {
    const [name, namespace] = host.split('.');
    return this.find('Service', namespace, name) ?? this.entryOf(host);
  }

  /** The ServiceEntry of a host outside of the cluster. */
  entryOf(host: string): any {
    return this.all('ServiceEntry').find(({ spec }) => spec.hosts.includes(host));
  }

  /** True for what the manifests do not contain. */
  isStub({ namespace, name }: { readonly namespace?: string; readonly name: string }): boolean {
    return this.stubs.has(`${namespace ?? ''}/${name}`);
  }

  hasPods(namespace: string, selector: { readonly [key: string]: string }): boolean {
    return this.pods.some((pod) => pod.namespace === namespace && matches(pod.labels, selector));
  }
}

export function matches(labels: { readonly [key: string]: string }, selector: { readonly [key: string]: string }): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function identity(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
