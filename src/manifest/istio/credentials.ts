import type { GatewaySpec } from '../../../imports/networking.istio.io';
import type { ManifestIndex } from '../manifest-index';
import type { PodSet } from '../pods';

type ServerTls = NonNullable<NonNullable<GatewaySpec['servers']>[number]['tls']>;

const ENDING_TLS = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];

/** What stands before the name of a Secret, or nothing; other words name other places (pilot/pkg/model/credentials/resource.go). */
const SECRETS = /^(kubernetes:\/\/)?[^:]+$/;

/** The fields by which a server names Secrets that hold its certificates. */
export function credentialFields({ credentialName, credentialNames = [], mode = 'PASSTHROUGH' }: ServerTls): readonly { readonly path: readonly (string | number)[]; readonly name: string }[] {
  const named = credentialNames.length > 0
    ? credentialNames.map((name, i) => ({ path: ['credentialNames', i], name }))
    : [{ path: ['credentialName'], name: credentialName ?? '' }];
  return ENDING_TLS.includes(mode) ? named.filter(({ name }) => SECRETS.test(name)) : [];
}

/**
 * Whether istiod gives pods the certificates that servers name: only if their account may list the Secrets of its namespace
 * (pilot/pkg/xds/sds.go `filterAuthorizedResources`, pilot/pkg/credentials/kube/secrets.go `Authorize`).
 */
export function mayReadSecrets({ permissions }: ManifestIndex, { namespace, serviceAccount }: PodSet): boolean {
  return permissions.may({ namespace, name: serviceAccount }, namespace, { group: '', resource: 'secrets', verb: 'list' });
}

/** Whether pods wait in vain for a certificate of a server. Where there is no role at all, somebody else keeps them. */
export function lacksCertificate(index: ManifestIndex, pods: PodSet, tls: ServerTls | undefined): boolean {
  return tls !== undefined && credentialFields(tls).length > 0 && index.permissions.hasRoles(pods.namespace) && !mayReadSecrets(index, pods);
}
