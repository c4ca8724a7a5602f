const PATTERN = /^(\d+)\.(\d+)\.(\d+)$/;
const OLDEST_MINOR = 29;
const NEWEST_MINOR = 31;

/**
 * The release of Istio that the manifests are for. Patch releases count, since defects are mended on them.
 *
 * Supported are 1.29 to 1.31.
 */
export class IstioVersion {
  /** What is assumed where nothing is said: 1.31.1. */
  public static readonly DEFAULT = IstioVersion.of('1.31.1');

  /**
   * The Istio that is installed.
   *
   * @param version major, minor and patch: `1.30.6`
   * @throws where the version is not of 1.29 to 1.31
   */
  public static of(version: string): IstioVersion {
    const parts = PATTERN.exec(version)?.slice(1).map(Number);
    if (!parts) {
      throw new Error(`IstioVersion must be major.minor.patch, got '${version}': write for example '1.31.1'`);
    }
    const [major, minor, patch] = parts;
    if (major !== 1 || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
      throw new Error(`IstioVersion must be of 1.${OLDEST_MINOR} to 1.${NEWEST_MINOR}, got '${version}': `
        + 'use a release of this library that supports yours');
    }
    return new IstioVersion(major, minor, patch);
  }

  private constructor(
    /** 1 */
    public readonly major: number,
    /** 31 in 1.31.2 */
    public readonly minor: number,
    /** 2 in 1.31.2 */
    public readonly patch: number,
  ) {}

  /** True for the same release and all after it, by version number. */
  public isAtLeast(other: IstioVersion): boolean {
    return this.minor > other.minor || (this.minor === other.minor && this.patch >= other.patch);
  }

  /** `1.31.1` */
  public toString(): string {
    return `${this.major}.${this.minor}.${this.patch}`;
  }
}
