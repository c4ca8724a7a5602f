import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { IExternalProvider } from './provider-binding';
import { registerProvider } from './provider-binding';
import type { ProviderCredential, ProviderCredentialConfig } from './provider-credential';
import { DestinationRule, ServiceEntry } from '../../../imports/networking.istio.io';
import { checkHostname, labelFrom } from '../../core/names';
import { checkPort } from '../../core/numbers';
import { checkProps } from '../../core/signatures/check-props';
import { Site } from '../../core/site';
import type { MeshContext } from '../context';
import { contextOf } from '../context';
import type { GatewayBinding } from '../gateway/binding';
import type { IMlServingMesh } from '../ml-serving-mesh';

/** Properties of a provider of models outside of the cluster. */
export interface ExternalProviderProps {
  /** The mesh whose routes lead to it. */
  readonly mesh: IMlServingMesh;
  /** Its host: `api.openai.com`. Requests carry it as their host, TLS as its server name (SNI), and its certificate must be valid for it. */
  readonly hostname: string;
  /** What it knows its customer by. */
  readonly credential: ProviderCredential;
  /**
   * Its port, on which it speaks TLS (`targetPort` of the ServiceEntry).
   * @default 443
   */
  readonly port?: number;
}

/**
 * What routes name instead. On 443 itself every sidecar and waypoint that sees the ServiceEntry would encrypt once more what pods
 * encrypt by themselves.
 */
const PORT = 80;

/** Otherwise istiod gives the host an address, which ztunnel and sidecars hand out in DNS: pods that call the provider by themselves would get lost. */
const NO_ADDRESS = { 'networking.istio.io/enable-autoallocate-ip': 'false' };

const HOSTS = new WeakMap<MeshContext, Map<string, string>>();

/**
 * A provider of models outside of the cluster: OpenAI, Anthropic, Mistral, a model of another cluster. A route at the gateway leads to it
 * with `Backend.externalProvider`, alone, as the fallback of a pool, or as a version of a canary.
 *
 * The gateway opens the TLS connection (DestinationRule), with the server name, verifies the certificate with the authorities of its
 * image, writes the host and the credential, and takes the caller's own out. The body goes as it is: the model that it names must be one
 * that the provider knows. So does the path, behind `basePath`.
 */
export class ExternalProvider extends Construct implements IExternalProvider {
  public readonly hostname: string;

  constructor(scope: Construct, id: string, props: ExternalProviderProps) {
    super(scope, id);
    checkProps(Site.of(this), 'ExternalProviderProps', props);
    const site = Site.of(this);
    const context = contextOf(site.at('mesh'), props.mesh);
    const namespace = context.mainNamespace;
    const name = labelFrom(site.at('id'), id);
    this.hostname = checkHostname(site.at('hostname'), props.hostname);
    this.checkHost(site.at('hostname'), context);
    const targetPort = checkPort(site.at('port'), props.port ?? 443);
    const credential = props.credential._bind(site.at('credential'));
    const viewers = new Set<string>();
    const exportTo = () => ['.', ...[...viewers].filter((viewer) => viewer !== namespace).sort()];
    new ServiceEntry(this, 'Resource', {
      metadata: { namespace, name, labels: NO_ADDRESS },
      spec: Lazy.any({
        produce: () => ({
          hosts: [this.hostname],
          exportTo: exportTo(),
          location: 'MESH_EXTERNAL',
          resolution: 'DNS',
          ports: [{ number: PORT, targetPort, name: 'http', protocol: 'HTTP' }],
        }),
      }),
    });
    new DestinationRule(this, 'tls', {
      metadata: { namespace, name },
      spec: Lazy.any({
        produce: () => ({
          host: this.hostname,
          exportTo: exportTo(),
          trafficPolicy: {
            portLevelSettings: [{ port: { number: PORT }, tls: { mode: 'SIMPLE', caCertificates: 'system', sni: this.hostname, subjectAltNames: [this.hostname] } }],
          },
        }),
      }),
    });
    const variable = `PROVIDER_CREDENTIAL_${this.hostname.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
    registerProvider(this, context, {
      hostname: this.hostname,
      port: PORT,
      headers: headersFor(this.hostname, credential, variable),
      admit: (at, gateway, routeNamespace) => {
        viewers.add(gateway.namespace).add(routeNamespace);
        if (credential.kind === 'SECRET') {
          carry(at, context, gateway, credential, variable);
        }
      },
    });
  }

  private checkHost(site: Site, context: MeshContext): void {
    const taken = HOSTS.get(context) ?? new Map<string, string>();
    HOSTS.set(context, taken);
    site.check(!this.hostname.startsWith('*'), { problem: 'must be one host, which DNS knows', got: this.hostname, fix: "write 'api.openai.com'" });
    site.check(!taken.has(this.hostname), {
      problem: `is that of ${taken.get(this.hostname)} too, and of two ServiceEntries for a host Istio follows the older`,
      got: this.hostname,
      fix: 'use one ExternalProvider for all routes',
    });
    taken.set(this.hostname, this.node.path);
  }
}

/** The caller's `authorization` is for the gateway, or for nobody that should see it outside. */
function headersFor(hostname: string, credential: ProviderCredentialConfig, variable: string) {
  const own = credential.kind === 'SECRET' ? { [credential.header]: `${credential.prefix}%ENVIRONMENT(${variable})%` } : {};
  const set = { host: hostname, ...own };
  return { set, remove: credential.kind === 'CALLER' || 'authorization' in set ? [] : ['authorization'] };
}

function carry(site: Site, context: MeshContext, gateway: GatewayBinding, { secret, key }: ProviderCredentialConfig, variable: string): void {
  gateway.carrySecret(site, { variable, secret: secret!, key });
  context.externals.add(() => [{
    ...k8s.KubeSecret.GVK,
    namespace: gateway.namespace,
    name: secret!,
    requirements: [`key ${key}, a credential of the provider, without a line break at its end`],
  }]);
}
