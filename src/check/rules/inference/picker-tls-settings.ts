import type { DestinationRuleSpec } from '../../../../imports/networking.istio.io';
import type { Picker } from '../../../manifest/inference/picker';
import type { Kind } from '../../../manifest/kind';
import * as kinds from '../../../manifest/kinds';
import type { Location } from '../../../manifest/location';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';

/** What endpoint pickers run in. */
export const PICKER_OWNERS = [kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.POD] as readonly Kind<unknown>[];

/** A DestinationRule that makes clients speak TLS to a picker. */
interface PickerTls {
  /** Its tls settings. */
  readonly at: Location;
  readonly picker: Picker;
  readonly host: string;
  readonly isVerified: boolean;
}

const OWN_TLS = ['SIMPLE', 'MUTUAL'];

/** Whether clients are told to speak TLS of their own to the Service: by a DestinationRule, or by a BackendTLSPolicy. */
export function tlsTo(service: ManifestObject<ServiceSpec>, index: ManifestIndex): boolean {
  return index.destinationRules.covering(index.hosts.fqdnOf(service)).some((each) => tlsSettings(each).length > 0)
    || index.policies.targeting(service, kinds.BACKEND_TLS_POLICY).length > 0;
}

export function tlsToPicker(destinationRule: ManifestObject<DestinationRuleSpec>, index: ManifestIndex): PickerTls[] {
  const { service, fqdn } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
  const pickers = service === undefined || index.pickers.poolsOf(service).length === 0 ? [] : index.pickers.behind(service);
  return tlsSettings(destinationRule).flatMap(({ at, isVerified }) => pickers.map((picker) => ({ at, picker, host: fqdn, isVerified })));
}

/** The settings of the host and of its ports that say TLS of their own. */
function tlsSettings(destinationRule: ManifestObject<DestinationRuleSpec>) {
  const { tls, portLevelSettings = [] } = destinationRule.spec.trafficPolicy ?? {};
  const at = destinationRule.at('spec', 'trafficPolicy');
  const written = [{ tls, at: at.at('tls') }, ...portLevelSettings.map((settings, i) => ({ tls: settings.tls, at: at.at('portLevelSettings', i, 'tls') }))];
  return written.flatMap((each) => (each.tls?.mode !== undefined && OWN_TLS.includes(each.tls.mode)
    ? [{ at: each.at, isVerified: each.tls.insecureSkipVerify !== true }]
    : []));
}
