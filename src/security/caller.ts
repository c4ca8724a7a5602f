import { checkNamespace, checkObjectName } from '../core/names';
import type { Site } from '../core/site';

/** Who a caller is to the mesh: what its certificate says. */
export interface CallerIdentity {
  /** The namespace of the calling pods. */
  readonly namespace: string;
  /**
   * The service account that the calling pods run as.
   * @default - every service account of the namespace
   */
  readonly serviceAccount?: string;
}

/** Somebody who may be allowed to call: a workload, a service account or a namespace. */
export interface ICaller {
  /** The identity that policies name. */
  readonly callerIdentity: CallerIdentity;
}

/** A caller of which no more is known than its identity. */
export class Caller implements ICaller {
  /** Every pod of a namespace that is part of the mesh. */
  public static namespace(namespace: string): Caller {
    return new Caller({ namespace });
  }

  /** Every pod that runs as this service account. */
  public static serviceAccount(namespace: string, serviceAccount: string): Caller {
    return new Caller({ namespace, serviceAccount });
  }

  private constructor(public readonly callerIdentity: CallerIdentity) {}
}

export function isSameCaller(a: CallerIdentity, b: CallerIdentity): boolean {
  return a.namespace === b.namespace && a.serviceAccount === b.serviceAccount;
}

export function checkCaller(site: Site, { namespace, serviceAccount }: CallerIdentity): void {
  checkNamespace(site.at('namespace'), namespace);
  if (serviceAccount !== undefined) {
    checkObjectName(site.at('serviceAccount'), serviceAccount);
  }
}
