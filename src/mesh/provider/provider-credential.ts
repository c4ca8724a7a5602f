import { checkHeaderValue, checkWritableHeader } from '../../core/http';
import { checkObjectName } from '../../core/names';
import type { Site } from '../../core/site';

/** Where in a Secret the credential is, and how the provider wants to see it. */
export interface ProviderSecretOptions {
  /**
   * The key in the Secret. Its value goes into a header as it is: no line break at its end.
   * @default api-key
   */
  readonly key?: string;
  /**
   * The header that carries it.
   * @default authorization
   */
  readonly header?: string;
  /**
   * What stands in front of it in the header.
   * @default - `Bearer ` in the header authorization, nothing in another one
   */
  readonly prefix?: string;
}

/** A credential as a provider renders it. */
export interface ProviderCredentialConfig {
  readonly kind: 'SECRET' | 'CALLER' | 'NONE';
  readonly secret?: string;
  readonly key: string;
  readonly header: string;
  readonly prefix: string;
}

const AUTHORIZATION = 'authorization';
const SECRET_KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** What an external provider knows its customer by. */
export class ProviderCredential {
  /**
   * A Secret in the namespace of the gateway, which somebody else makes: nothing of it is in a manifest, nor in what istiod sends. The
   * gateway's pods have it as an environment variable, and Envoy writes that into the header of the requests to this provider
   * (`%ENVIRONMENT(…)%`). Pods read it when they start: roll the gateway's Deployment after a change. Where the Secret is missing, the
   * pods start all the same, and the provider answers 401.
   *
   * Whoever may attach routes to the gateway can have Envoy write that variable into theirs: keep `allowedNamespaces` close.
   * @param secretName `metadata.name`
   */
  public static fromSecret(secretName: string, options: ProviderSecretOptions = {}): ProviderCredential {
    return new ProviderCredential('SECRET', secretName, options);
  }

  /** The caller's own: its headers, `authorization` among them, go to the provider as they came. */
  public static ofCaller(): ProviderCredential {
    return new ProviderCredential('CALLER');
  }

  /** None: the provider asks for none. The caller's `authorization`, which is meant for others, is taken out. */
  public static none(): ProviderCredential {
    return new ProviderCredential('NONE');
  }

  private constructor(
    private readonly kind: ProviderCredentialConfig['kind'],
    private readonly secret?: string,
    private readonly options: ProviderSecretOptions = {},
  ) {}

  /** @internal */
  public _bind(site: Site): ProviderCredentialConfig {
    const { key = 'api-key', header = AUTHORIZATION } = this.options;
    const prefix = this.options.prefix ?? (header.toLowerCase() === AUTHORIZATION ? 'Bearer ' : '');
    if (this.kind === 'SECRET') {
      checkObjectName(site.at('secretName'), this.secret!);
      site.at('key').check(SECRET_KEY.test(key), { problem: 'must be a key of a Secret: letters, digits, - _ and .', got: key, fix: 'rename it' });
      checkWritableHeader(site.at('header'), header);
      checkHeaderValue(site.at('prefix'), `${prefix}x`);
      site.at('prefix').check(!prefix.includes('%'), { problem: 'must have no %, which Envoy takes for a command', got: prefix, fix: 'put it into the Secret' });
    }
    return { kind: this.kind, secret: this.secret, key, header: header.toLowerCase(), prefix };
  }
}
