import { checkHostname, checkObjectName } from '../../core/names';
import type { Site } from '../../core/site';

/** How the gateway knows the picker's certificate. */
export interface PickerCertificateOptions {
  /** The ConfigMap with the certificate of its authority under the key `ca.crt`, in the namespace of the picker (`caCertificateRefs`). */
  readonly caConfigMap: string;
  /**
   * The name in the certificate.
   * @default - that of the picker's Service, `<service>.<namespace>.svc`
   */
  readonly hostname?: string;
}

/** What the setting turns out to be. */
export interface PickerTlsConfig {
  readonly kind: 'MESH' | 'SELF_SIGNED' | 'CERTIFICATE';
  readonly secret?: string;
  readonly caConfigMap?: string;
  readonly hostname?: string;
}

/**
 * Who encrypts between gateway and picker. The flags of the picker, the DestinationRule or BackendTLSPolicy, and in sidecar mode the
 * ports of its sidecar all follow from it, so that they cannot disagree.
 */
export class PickerTls {
  /**
   * The mesh: mutual TLS as between all its pods. The picker itself speaks plaintext (`--secure-serving=false`). Ambient mode only: a sidecar
   * refuses what the gateway asks, because of its `:authority`.
   */
  public static mesh(): PickerTls {
    return new PickerTls(() => ({ kind: 'MESH' }));
  }

  /**
   * The picker, with a certificate that it makes at its start, which nobody can verify: encrypted, but anybody could answer in its
   * place (DestinationRule `tls.insecureSkipVerify`).
   */
  public static selfSigned(): PickerTls {
    return new PickerTls(() => ({ kind: 'SELF_SIGNED' }));
  }

  /**
   * The picker, with a certificate of yours, which the gateway verifies (BackendTLSPolicy).
   * @param secret of type kubernetes.io/tls, in the namespace of the picker
   */
  public static certificate(secret: string, options: PickerCertificateOptions): PickerTls {
    return new PickerTls((site) => {
      checkObjectName(site.at('secret'), secret);
      checkObjectName(site.at('caConfigMap'), options.caConfigMap);
      return {
        kind: 'CERTIFICATE',
        secret,
        caConfigMap: options.caConfigMap,
        ...(options.hostname !== undefined && { hostname: checkHostname(site.at('hostname'), options.hostname) }),
      };
    });
  }

  private constructor(private readonly bind: (site: Site) => PickerTlsConfig) {}

  /** @internal */
  public _bind(site: Site): PickerTlsConfig {
    return this.bind(site);
  }
}
