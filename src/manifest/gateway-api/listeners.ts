import type { GatewaySpec, Listener as ListenerSpec, ListenerSetSpec } from '../../../imports/gateway.networking.k8s.io';
import { GATEWAY, LISTENER_SET } from '../kinds';
import type { Location } from '../location';
import type { ManifestObject } from '../manifest-object';
import type { Objects } from '../objects';
import type { Path } from '../path';

/** A listener of a Gateway, its own or one of a ListenerSet. */
export class Listener {
  constructor(
    public readonly gateway: ManifestObject<GatewaySpec>,
    /** The Gateway, or the ListenerSet that adds it. */
    public readonly owner: ManifestObject<GatewaySpec> | ManifestObject<ListenerSetSpec>,
    public readonly index: number,
    public readonly spec: ListenerSpec,
  ) {}

  public at(...path: Path): Location {
    return this.owner.at('spec', 'listeners', this.index, ...path);
  }
}

/** Every listener, by the object that parentRefs name. */
export class Listeners {
  constructor(private readonly objects: Objects) {}

  public of(owner: ManifestObject): readonly Listener[] {
    if (owner.is(GATEWAY)) {
      return owner.spec.listeners.map((spec, index) => new Listener(owner, owner, index, spec));
    }
    if (!owner.is(LISTENER_SET)) {
      return [];
    }
    const { name, namespace } = owner.spec.parentRef;
    const gateway = this.objects.find(GATEWAY, namespace ?? owner.namespace, name);
    return gateway === undefined ? [] : owner.spec.listeners.map((spec, index) => new Listener(gateway, owner, index, spec));
  }

  public all(): readonly Listener[] {
    return [...this.objects.all(GATEWAY), ...this.objects.all(LISTENER_SET)].flatMap((owner) => this.of(owner));
  }
}
