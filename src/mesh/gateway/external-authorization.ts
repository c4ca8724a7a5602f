/** A server that decides on requests besides the policies: action CUSTOM of an AuthorizationPolicy. */
export interface ExternalAuthorization {
  /** The name of the provider in the mesh config (`extensionProviders`), `MeshInstall.extAuthzProviders` for instance. */
  readonly provider: string;
  /**
   * The paths it is asked for: exact, a prefix with * at the end or a suffix with * in front.
   * @default - all
   */
  readonly paths?: string[];
}
