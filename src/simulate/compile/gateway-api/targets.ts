import { INFERENCE_POOL, SERVICE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { hasService, POOL_PORT, poolHost, servedPools } from '../pools';
import type { RuleTarget } from '../rule';
import { UnusableRoute } from './unusable';

/** A reference to a backend, as it is written. */
export interface TargetRef {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly port?: number;
}

/** Stands for a backend that may not be referred to, or is of an unknown kind. */
const INVALID: RuleTarget = { host: '' };

/** What a backendRef means, and whether it is there (pilot/pkg/config/kube/gateway/conversion.go `buildDestination`). */
export class Targets {
  /** @param needsGrant whether backends in other namespaces need a ReferenceGrant: at gateways, not in the mesh */
  constructor(private readonly index: ManifestIndex, private readonly route: ManifestObject, private readonly needsGrant: boolean) {}

  /** @throws UnusableRoute where the reference makes istiod drop the route */
  public resolve({ group = '', kind = 'Service', namespace = this.route.namespace, name, port }: TargetRef): RuleTarget {
    if (this.needsGrant && !this.index.grants.isGranted(this.route, { group, kind, namespace, name })) {
      return INVALID;
    }
    if (group === INFERENCE_POOL.group && kind === INFERENCE_POOL.kind) {
      const isServed = hasService(name) && this.index.exists(INFERENCE_POOL, namespace, name);
      return isServed ? { host: poolHost(this.index, { namespace, name }), port: POOL_PORT } : INVALID;
    }
    if (group === 'networking.istio.io' && kind === 'Hostname') {
      return { host: name, port: portOf(port) };
    }
    if (group !== '' || kind !== SERVICE.kind) {
      return INVALID;
    }
    if (name.includes('.')) {
      throw new UnusableRoute('a Service is named by its name, not by its host');
    }
    return { host: this.index.hosts.fqdnOf({ namespace, name }), port: portOf(port) };
  }

  /** Whether something can be sent there: a mirror that cannot is dropped, a share of requests becomes 500. */
  public exists({ host }: RuleTarget): boolean {
    const { service, entry } = this.index.hosts.find(host, this.route.namespace);
    const isPool = () => servedPools(this.index).some((pool) => poolHost(this.index, pool) === host);
    return host !== '' && (service !== undefined || entry !== undefined || isPool());
  }
}

function portOf(port: number | undefined): number {
  if (port === undefined) {
    throw new UnusableRoute('a backend needs a port');
  }
  return port;
}
