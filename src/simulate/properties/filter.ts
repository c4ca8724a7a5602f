/** Which requests a property is about. What is left out restricts nothing. */
export interface RequestFilter {
  /** `outside`: by a Gateway; `inside`: sent by workloads. */
  readonly from: readonly ('outside' | 'inside')[];
  /** `a.example.com`, `*.example.com` */
  readonly hosts?: readonly string[];
  /** `/v1/models`, `/v1/*` */
  readonly paths?: readonly string[];
  readonly methods?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly withoutHeaders?: readonly string[];
  /** Whether none of them carries a token. */
  readonly withoutToken?: boolean;
  /** `namespace/name` of service accounts. */
  readonly exceptSources?: readonly string[];
  /** Of callers. */
  readonly exceptNamespaces?: readonly string[];
}
