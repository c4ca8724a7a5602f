/** How pods take part in the mesh. */
export enum DataPlane {
  /** ztunnel on each node (mTLS, L4), and a waypoint where HTTP has to be understood. */
  AMBIENT = 'ambient',
  /** One Envoy in each pod. */
  SIDECAR = 'sidecar',
}
