import type { AuthorizationPolicySpec } from '../../../imports/security.istio.io';
import type { ManifestObject } from '../../manifest/manifest-object';

/** The policies of a proxy, in the order in which they are asked. */
export interface PolicyTable {
  readonly policies: readonly ManifestObject<AuthorizationPolicySpec>[];
}

export const NO_POLICIES: PolicyTable = { policies: [] };
