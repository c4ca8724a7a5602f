import { type Kind, kind } from './kind';
import { GATEWAY, SECRET } from './kinds';
import type { ManifestObject } from './manifest-object';
import type { Objects } from './objects';

/** Which Secret an object of a kind has its controller make, in its own namespace. */
interface SecretMaker {
  readonly kind: Kind;
  names(spec: Record<string, any>, maker: ManifestObject): readonly (string | undefined)[];
}

const MAKERS: readonly SecretMaker[] = [
  { kind: kind('cert-manager.io', 'Certificate'), names: ({ secretName }) => [secretName] },
  { kind: kind('external-secrets.io', 'ExternalSecret'), names: ({ target }, { name }) => [target?.name ?? name] },
  { kind: kind('bitnami.com', 'SealedSecret'), names: ({ template }, { name }) => [template?.metadata?.name ?? name] },
  ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret'].map((name) => (
    { kind: kind('secrets.hashicorp.com', name), names: ({ destination }: Record<string, any>) => [destination?.name] })),
  {
    kind: kind('secrets-store.csi.x-k8s.io', 'SecretProviderClass'),
    names: ({ secretObjects }) => (Array.isArray(secretObjects) ? secretObjects.map((each) => each?.secretName) : []),
  },
];

/** By them cert-manager makes what the listeners of a Gateway name (pkg/controller/certificate-shim, `certificatesForGateway`). */
const ISSUERS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer'];

/** Which Secrets there are, or will be: others make them of objects of the input. */
export class Secrets {
  private made: ReadonlySet<string> | undefined;

  constructor(private readonly objects: Objects) {}

  public willExist(namespace: string, name: string): boolean {
    return this.objects.exists(SECRET, namespace, name) || this.isMade(namespace, name);
  }

  private isMade(namespace: string, name: string): boolean {
    this.made ??= new Set([...this.byMakers(), ...this.byGateways()]);
    return this.made.has(`${namespace}/${name}`);
  }

  private byMakers(): string[] {
    return MAKERS.flatMap((maker) => this.objects.all(maker.kind as Kind<Record<string, any>>).flatMap((object) => (
      maker.names(object.spec, object).map((name) => `${object.namespace}/${name}`))));
  }

  private byGateways(): string[] {
    const shimmed = this.objects.all(GATEWAY).filter(({ annotations }) => ISSUERS.some((issuer) => annotations[issuer] !== undefined));
    return shimmed.flatMap(({ namespace, spec: { listeners } }) => listeners.flatMap(({ hostname, tls }) => (
      (hostname ? tls?.certificateRefs ?? [] : []).map(({ name }) => `${namespace}/${name}`))));
  }
}
