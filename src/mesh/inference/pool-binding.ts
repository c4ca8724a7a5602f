import type { ModelRewriteOptions } from './model-rewrite';
import type { PoolMembers } from './pool-access';
import type { Site } from '../../core/site';
import type { PickerRelease } from '../../inference/picker/release';
import type { MeshContext } from '../context';
import type { PortProtocol } from '../port';

/** An InferencePool that a route can lead to: a construct of this app, or one that exists. */
export interface IInferencePool {
  /** `metadata.name` */
  readonly poolName: string;
}

/** The route that leads to a pool. */
export interface PoolSite {
  readonly context: MeshContext;
  readonly namespace: string;
  readonly site: Site;
}

/** A pool as routes see it. */
export interface BoundPool {
  readonly namespace: string;
  readonly name: string;
  readonly protocol: PortProtocol;
  /** Who is behind it, where that is known. */
  readonly members?: PoolMembers;
  /** How long a request may wait at the picker, in milliseconds; undefined where it does not wait. */
  readonly timeToLive?: number;
  /** Whose headers its picker reads, where that is known. */
  readonly release?: PickerRelease;
  /** Nobody is answered while its picker is not; undefined where that is not known. */
  readonly failsClosed?: boolean;
  /** Requests of JSON are answered; undefined where that is not known. */
  readonly takesJson?: boolean;
  /** Leads requests for a model to others of the same servers; undefined for a pool of somebody else. */
  readonly addModelRewrite?: (site: Site, id: string, options: ModelRewriteOptions) => void;
}

const BINDERS = new WeakMap<object, (at: PoolSite) => BoundPool>();

/** Makes an object a pool to routes, without a word of it in the API. */
export function registerPool(pool: IInferencePool, bind: (at: PoolSite) => BoundPool): void {
  BINDERS.set(pool, bind);
}

export function bindPool(at: PoolSite, pool: IInferencePool): BoundPool {
  const bind = BINDERS.get(pool) ?? at.site.fail({
    problem: 'must be an InferencePool of this library',
    got: pool.poolName,
    fix: 'create it with new InferencePool(…), or name one that exists with InferencePool.fromAttributes(…)',
  });
  return bind(at);
}
