import { Picker } from '../../manifest/inference/picker';
import type { ManifestIndex } from '../../manifest/manifest-index';
import type { PodSet } from '../../manifest/pods';
import type { Headers } from '../headers';

/** What a picker answers to whoever it does not tell its metrics. */
export interface Refused {
  readonly status: number;
  readonly why: string;
}

/** Without a token nobody asks the API server (sigs.k8s.io/controller-runtime pkg/metrics/filters `WithAuthenticationAndAuthorization`). */
const NO_TOKEN: Refused = { status: 401, why: 'the picker wants a token of whoever asks for its metrics' };

/** Why a picker does not tell its metrics at the port; undefined: it does, or it is another port. Whose tokens are right nobody knows offline. */
export function refusesMetrics(index: ManifestIndex, pods: PodSet, port: number, headers: Headers): Refused | undefined {
  const picker = Picker.in(pods).find(({ metricsPort, guardsMetrics }) => metricsPort === port && guardsMetrics);
  if (picker === undefined) {
    return undefined;
  }
  if (!/^bearer /i.test(headers.first('authorization') ?? '')) {
    return NO_TOKEN;
  }
  const account = { namespace: pods.namespace, name: pods.serviceAccount };
  // Where nobody has a role somebody else keeps them. A role of a namespace permits nothing that is asked of the whole cluster.
  const isOpen = !index.permissions.hasRoles(pods.namespace)
    || index.permissions.may(account, '', { group: 'authentication.k8s.io', resource: 'tokenreviews', verb: 'create' });
  return isOpen ? undefined : { status: 500, why: `the account ${account.name} of the picker may not create tokenreviews, by which it has tokens judged` };
}
