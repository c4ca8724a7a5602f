import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import { ReferenceGrant } from '../../imports/gateway.networking.k8s.io';
import type { Target } from '../core/versions/capabilities';
import { hasCapability } from '../core/versions/capabilities';

/** A reference that crosses namespaces. */
export interface CrossReference {
  readonly fromGroup: string;
  readonly fromKind: 'HTTPRoute' | 'Gateway';
  readonly fromNamespace: string;
  readonly toGroup: string;
  readonly toKind: string;
  readonly toNamespace: string;
  readonly toName: string;
}

const V1BETA1 = 'gateway.networking.k8s.io/v1beta1';

type GrantedObject = { readonly group: string; readonly kind: string; readonly name: string };

/** Gateway API: `spec.to` of a ReferenceGrant has 16 items at most. */
const MAX_OBJECTS = 16;

/** Permits references across namespaces: a ReferenceGrant for each kind and pair of namespaces, in the namespace referred to, and more of them where one is full. */
export class ReferenceGrants {
  private readonly granted = new Map<string, GrantedObject[][]>();

  constructor(private readonly scope: Construct, private readonly target: Target) {}

  permit(ref: CrossReference): void {
    if (ref.fromNamespace === ref.toNamespace) {
      return;
    }
    const name = `${ref.fromKind.toLowerCase()}-from-${ref.fromNamespace}`;
    const key = `${ref.toNamespace}/${name}`;
    const grants = this.granted.get(key) ?? [];
    this.granted.set(key, grants);
    if (grants.some((to) => to.some((object) => object.kind === ref.toKind && object.name === ref.toName))) {
      return;
    }
    const last = grants.at(-1);
    const to = last && last.length < MAX_OBJECTS ? last : this.create(grants.length === 0 ? name : `${name}-${grants.length + 1}`, ref);
    if (to !== last) {
      grants.push(to);
    }
    to.push({ group: ref.toGroup, kind: ref.toKind, name: ref.toName });
  }

  private create(name: string, ref: CrossReference): GrantedObject[] {
    const to: GrantedObject[] = [];
    new ApiObject(this.scope, `grant-${name}-to-${ref.toNamespace}`, {
      ...ReferenceGrant.GVK,
      ...(!hasCapability(this.target, 'referenceGrantV1') && { apiVersion: V1BETA1 }),
      metadata: { namespace: ref.toNamespace, name },
      spec: Lazy.any({
        produce: () => ({ from: [{ group: ref.fromGroup, kind: ref.fromKind, namespace: ref.fromNamespace }], to }),
      }),
    });
    return to;
  }
}
