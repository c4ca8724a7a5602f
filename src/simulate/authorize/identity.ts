/** Whom a certificate of the mesh names. */
export interface Identity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The name as policies write it: `cluster.local/ns/ml/sa/web`. */
export function principal({ trustDomain, namespace, serviceAccount }: Identity): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

export const SPIFFE = 'spiffe://';
