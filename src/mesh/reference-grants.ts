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

/** Permits references across namespaces: one ReferenceGrant for each kind and pair of namespaces, in the namespace referred to. */
export class ReferenceGrants {
  private readonly granted = new Map<string, GrantedObject[]>();

  constructor(private readonly scope: Construct, private readonly target: Target) {}

  permit(ref: CrossReference): void {
    if (ref.fromNamespace === ref.toNamespace) {
      return;
    }
    const name = `${ref.fromKind.toLowerCase()}-from-${ref.fromNamespace}`;
    const key = `${ref.toNamespace}/${name}`;
    const to = this.granted.get(key) ?? this.create(name, ref);
    this.granted.set(key, to);
    if (!to.some((object) => object.kind === ref.toKind && object.name === ref.toName)) {
      to.push({ group: ref.toGroup, kind: ref.toKind, name: ref.toName });
    }
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
