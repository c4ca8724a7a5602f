/** Which CRDs of Gateway API are installed. */
export enum Channel {
  /** Stable kinds and fields only. */
  STANDARD = 'standard',
  /** With experimental kinds and fields, `retry` of HTTPRoute among them. */
  EXPERIMENTAL = 'experimental',
}

const SUPPORTED = ['1.4', '1.5', '1.6'];

/** The Gateway API CRDs in the cluster: minor release and channel. Supported are 1.4 to 1.6. */
export class GatewayApi {
  /** What is assumed where nothing is said: 1.6, standard channel. */
  public static readonly DEFAULT = GatewayApi.of('1.6');

  /**
   * The Gateway API that is installed.
   *
   * @param minor `1.4`, `1.5` or `1.6`
   * @param channel the channel of the CRDs; the standard one if left out
   */
  public static of(minor: string, channel: Channel = Channel.STANDARD): GatewayApi {
    if (!SUPPORTED.includes(minor)) {
      throw new Error(`GatewayApi must be one of ${SUPPORTED.join(', ')}, got '${minor}': give major and minor only`);
    }
    return new GatewayApi(minor, channel);
  }

  private constructor(
    /** `1.6` */
    public readonly minor: string,
    /** The channel of the CRDs. */
    public readonly channel: Channel,
  ) {}

  /** True for the same minor release and all after it. */
  public isAtLeast(minor: string): boolean {
    return SUPPORTED.indexOf(this.minor) >= SUPPORTED.indexOf(minor);
  }

  /** `1.6 (standard channel)` */
  public toString(): string {
    return `${this.minor} (${this.channel} channel)`;
  }
}
