import type { Listener } from '../../../imports/gateway.networking.k8s.io';
import { selects } from '../labels';
import type { Namespaces } from '../namespaces';

/** Whether a listener of a namespace takes what lies in another one, or in its own (`allowedRoutes.namespaces`). */
export function takesFrom(listener: Listener | undefined, own: string, namespace: string, namespaces: Namespaces): boolean {
  const { from = 'Same', selector = {} } = listener?.allowedRoutes?.namespaces ?? {};
  return from === 'Selector' ? selects(selector, namespaces.labels(namespace)) : from === 'All' || (from === 'Same' && namespace === own);
}
