/** A kind of object in all of its API versions, and the shape that its spec has once it is valid. */
export interface Kind<S = unknown> {
  readonly group: string;
  readonly kind: string;
  /** `gateway.networking.k8s.io/HTTPRoute`, `/Service`; kinds are compared by it. */
  readonly key: string;
  /** Never set: makes the shape part of the type. */
  readonly shape?: S;
}

export function kind<S>(group: string, name: string): Kind<S> {
  return { group, kind: name, key: kindKey(group, name) };
}

export function kindKey(group: string, name: string): string {
  return `${group}/${name}`;
}

/** `apps` of `apps/v1`, empty of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
