import { MODEL_NAMES_EXAMPLE, MODEL_ROUTE_EXAMPLE, ROUTER_EXAMPLE } from './router-example';
import type { HttpRouteMatch, HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import type { ModelNames } from '../../../manifest/inference/model-routers';
import { ENVOY_FILTER, GATEWAY, HTTP_ROUTE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, together } from '../../rule';

const MODEL_HEADER = 'x-gateway-model-name';
const BASE_MODEL_HEADER = 'x-gateway-base-model-name';

export const routerHeader = rule({
  code: 'MLM0533',
  name: 'router-header',
  severity: 'warning',
  title: 'A route by the name of a model leaves its adapters out',
  kinds: [HTTP_ROUTE],
  message: 'requests for {adapters}, of {base} by {configMap}, fit no route of {gateway}',
  why: 'The body-based router writes the model of a request into X-Gateway-Model-Name, as it stands in the body, and the base model of it into X-Gateway-Base-Model-Name. '
    + 'A rule that compares the first one takes the base model only: requests for its adapters are answered with 404.',
  fix: 'compare X-Gateway-Base-Model-Name',
  cases: ['disagreements/router-header'],
  evidence: 'a request for the base model is answered with 200, one for its adapter with 404',
  bad: together(
    altered(MODEL_ROUTE_EXAMPLE, ['- name: x-gateway-base-model-name', '- name: x-gateway-model-name # <- MLM0533']),
    ROUTER_EXAMPLE,
    MODEL_NAMES_EXAMPLE,
  ),
  good: together(MODEL_ROUTE_EXAMPLE, ROUTER_EXAMPLE, MODEL_NAMES_EXAMPLE),
  * check(route, { index }) {
    for (const gateway of gatewaysOf(route, index)) {
      const told = toldAt(gateway, index);
      const matches = told.length === 0 ? [] : matchesAt(gateway, index);
      for (const { at, value } of exactModels(route)) {
        const isMissed = (adapter: string) => !matches.some((match) => mayTake(match, adapter, value));
        const missed = told.filter(({ base }) => base === value)
          .map(({ configMap, adapters }) => ({ configMap, adapters: adapters.filter(isMissed) }))
          .filter(({ adapters }) => adapters.length > 0);
        yield* missed.map(({ configMap, adapters }) => ({
          at,
          data: { adapters: adapters.join(', '), base: value, configMap: configMap.id, gateway: gateway.id },
          related: [{ at: configMap.at('data', 'adapters'), label: 'the adapters' }],
        }));
      }
    }
  },
});

function gatewaysOf(route: ManifestObject, index: ManifestIndex): ManifestObject[] {
  const parents = index.attachments.of(route).filter(({ listeners }) => listeners.length > 0).map(({ parent }) => parent!);
  return [...new Set(parents)].filter((parent) => parent.is(GATEWAY));
}

/** What the router of the gateway is told, if it writes the headers that it writes by default. */
function toldAt(gateway: ManifestObject, { objects, modelRouters }: ManifestIndex): readonly ModelNames[] {
  const filters = objects.in(ENVOY_FILTER, gateway.namespace)
    .filter(({ spec: { targetRefs = [] } }) => targetRefs.some(({ kind, name }) => kind === GATEWAY.kind && name === gateway.name))
    .flatMap(({ spec: { configPatches = [] } }) => configPatches.map(({ patch }) => patch?.value?.typed_config));
  const routers = filters.flatMap((typed) => modelRouters.filter(typed ?? {})?.routers ?? []);
  return routers.some(({ hasOwnPlugins }) => hasOwnPlugins) ? [] : routers.slice(0, 1).flatMap(({ namespace }) => modelRouters.namesIn(namespace));
}

function matchesAt(gateway: ManifestObject, index: ManifestIndex): HttpRouteMatch[] {
  const routes = index.attachments.to(gateway).map(({ route }) => route as ManifestObject<HttpRouteSpec>).filter((route) => route.is(HTTP_ROUTE));
  return routes.flatMap(({ spec: { rules = [] } }) => rules.flatMap(({ matches = [{}] }) => matches));
}

/** The models, by their names, for which rules of the route are. */
function exactModels(route: ManifestObject<HttpRouteSpec>) {
  const all = (route.spec.rules ?? []).flatMap(({ matches = [] }, i) => matches.flatMap(({ headers = [] }, j) => headers.map((header, k) => (
    { ...header, at: route.at('spec', 'rules', i, 'matches', j, 'headers', k, 'name') }))));
  return all.filter(({ name, type = 'Exact' }) => name.toLowerCase() === MODEL_HEADER && type === 'Exact');
}

/** Whether a request for the adapter can fit, whatever else is asked of it. */
function mayTake({ headers = [] }: HttpRouteMatch, adapter: string, base: string): boolean {
  const written: Readonly<Record<string, string>> = { [MODEL_HEADER]: adapter, [BASE_MODEL_HEADER]: base };
  return headers.every(({ name, type = 'Exact', value }) => {
    const own = written[name.toLowerCase()];
    return own === undefined || type !== 'Exact' || own === value;
  });
}
