import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import type { Case } from './case';
import { yamlValue } from '../../manifest/yaml/kubernetes-yaml';

/** What is read of an IstioOperator. */
export interface Profile {
  readonly values?: {
    readonly global?: { readonly proxy?: { readonly clusterDomain?: string } };
    readonly pilot?: { readonly env?: Readonly<Record<string, string>> };
  };
  readonly meshConfig?: Readonly<Record<string, unknown>>;
}

/** The profile of a case, which lies beside the cases; an empty one where there is none. */
export function readProfile(folder: string, when: Case['when']): Profile {
  const file = path.join(folder, '..', '..', 'profiles', `${when?.profile ?? 'default'}.yaml`);
  return existsSync(file) ? (yamlValue(readFileSync(file, 'utf8')) as { readonly operator?: Profile }).operator ?? {} : {};
}
