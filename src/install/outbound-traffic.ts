/** What a proxy does with a request to a host that the mesh does not know. */
export enum OutboundTraffic {
  /** It passes the request on. */
  ALLOW_ANY = 'ALLOW_ANY',
  /** It refuses the request. Sidecars only: ztunnel has no such policy. */
  REGISTRY_ONLY = 'REGISTRY_ONLY',
}
