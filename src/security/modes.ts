/** Which connections the pods of the mesh take (PeerAuthentication `mtls.mode`). */
export enum MtlsMode {
  /** Only mutual TLS with a certificate of the mesh. */
  STRICT = 'STRICT',
  /** Plaintext too: a step on the way, while some callers are not in the mesh yet. */
  PERMISSIVE = 'PERMISSIVE',
}

/** What happens to calls that no edge allows. */
export enum AuthorizationMode {
  /** They are refused, everywhere in the namespaces of the mesh. */
  DENY_BY_DEFAULT = 'DENY_BY_DEFAULT',
  /** They pass, except at workloads that have an edge: those admit their callers only. */
  ALLOW_BY_DEFAULT = 'ALLOW_BY_DEFAULT',
  /**
   * They pass and are logged as what a policy would have refused (annotation `istio.io/dry-run`).
   * Sidecar mode only: in ambient mode istiod drops such policies.
   */
  DRY_RUN = 'DRY_RUN',
}
