import type { NamedCase } from './case';
import { readProfile } from './profile';
import { meshSettings } from '../../simulate/mesh-config-settings';
import { DEFAULT_SETTINGS, type MeshSettings } from '../../simulate/settings';

/** The issuer that the box plays is at port 80 and, by TLS, at 443 only. */
const SILENT = 'identity.example.com:81';

/** What the profile of a case says of the mesh. */
export function settingsOfCase({ case: { when }, folder }: NamedCase): MeshSettings {
  const { meshConfig = {} } = readProfile(folder, when);
  return { ...meshSettings(meshConfig, DEFAULT_SETTINGS.istio), silentKeyServers: [SILENT] };
}
