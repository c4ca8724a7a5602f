import type { Site } from '../../core/site';
import type { MeshContext } from '../context';
import type { GatewayBinding } from '../gateway/binding';

/** A provider of models outside of the cluster, as a route names it. */
export interface IExternalProvider {
  /** Its host. */
  readonly hostname: string;
}

/** Headers that Envoy changes on the way to a provider. */
interface ProviderHeaders {
  readonly set: { readonly [header: string]: string };
  readonly remove: string[];
}

/** A provider as routes see it. */
export interface BoundProvider {
  readonly hostname: string;
  /** The port that routes name; another one than that of the provider. */
  readonly port: number;
  readonly headers: ProviderHeaders;
  /** Lets a gateway reach it, for routes of this namespace. */
  admit(site: Site, gateway: GatewayBinding, routeNamespace: string): void;
}

const PROVIDERS = new WeakMap<object, { readonly context: MeshContext; readonly bound: BoundProvider }>();

/** Makes an object a provider to routes, without a word of it in the API. */
export function registerProvider(provider: IExternalProvider, context: MeshContext, bound: BoundProvider): void {
  PROVIDERS.set(provider, { context, bound });
}

export function bindProvider(site: Site, context: MeshContext, provider: IExternalProvider): BoundProvider {
  const known = PROVIDERS.get(provider);
  return known?.context === context ? known.bound : site.fail({
    problem: "must be an ExternalProvider of the route's own mesh",
    got: provider.hostname,
    fix: 'create it with new ExternalProvider(…), and give both the same mesh',
  });
}
