import type { HttpRouteSpec } from '../../../../imports/gateway.networking.k8s.io';
import { matchKey } from '../../../manifest/gateway-api/matches';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

type Route = ManifestObject<HttpRouteSpec>;

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    gatewayClassName: istio
    listeners:
      - name: http
        port: 80
        protocol: HTTP
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: llama
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    hostnames: [chat.example.com]
    rules:
      - matches:
          - path:
              value: /v1/chat/completions
        backendRefs:
          - name: llama
            port: 8000
  ---
  apiVersion: gateway.networking.k8s.io/v1
  kind: HTTPRoute
  metadata:
    name: qwen
    namespace: ml-serving
  spec:
    parentRefs:
      - name: gateway
    hostnames: [qwen.example.com]
    rules:
      - matches:
          - path:
              value: /v1/chat/completions
        backendRefs:
          - name: qwen
            port: 8000
`;

export const contestedMatch = rule({
  code: 'MLM0205',
  name: 'contested-match',
  severity: 'warning',
  title: 'Two routes claim the same requests',
  kinds: [HTTP_ROUTE],
  message: '{other} takes the same requests{where}: the older of the two gets all of them',
  why: 'Routes of a listener are put together. Of matches that are alike that of the older route counts, and of equally old ones that of the first by namespace and '
    + 'name: which model answers depends on what was applied first.',
  fix: 'give the routes different hosts or paths, or tell them apart by a header of the caller (the model, say)',
  cases: ['routes/contested-match'],
  evidence: 'every request goes to the backend of one of the routes',
  bad: altered(GOOD, ['hostnames: [qwen.example.com]\n  rules:\n    - matches:', 'hostnames: [chat.example.com]\n  rules:\n    - matches: # <- MLM0205']),
  good: GOOD,
  * check(route, { index }) {
    const rivals = rivalsOf(route, index);
    for (const [i, { matches = [{}] }] of (route.spec.rules ?? []).entries()) {
      const keys = matches.map(matchKey);
      const rival = rivals.find((each) => each.keys.some((key) => keys.includes(key)));
      if (rival !== undefined) {
        yield {
          at: route.at('spec', 'rules', i),
          data: { other: rival.other.id, where: rival.host === '' ? '' : ` for ${rival.host}` },
          related: [{ at: rival.other.at('metadata', 'name'), label: 'the other route' }],
        };
      }
    }
  },
});

/** Routes before this one, by namespace and name, that serve a host of it at the same place. */
function rivalsOf(route: Route, index: ManifestIndex): { readonly other: Route; readonly host: string; readonly keys: readonly string[] }[] {
  const places = new Map(placesOf(route, index).map(({ key, host }) => [key, host]));
  return places.size === 0 ? [] : index.attachments.all()
    .map((attachment) => attachment.route as ManifestObject)
    .filter((other, i, all): other is Route => other.is(HTTP_ROUTE) && all.indexOf(other) === i && orderOf(other) < orderOf(route))
    .flatMap((other) => {
      const place = placesOf(other, index).find(({ key }) => places.has(key));
      const keys = (other.spec.rules ?? []).flatMap(({ matches = [{}] }) => matches.map(matchKey));
      return place === undefined ? [] : [{ other, host: place.host, keys }];
    });
}

/** Each host at each listener, and each Service that the route is for in the mesh: there routes of other namespaces are for other callers. */
function placesOf(route: Route, index: ManifestIndex): { readonly key: string; readonly host: string }[] {
  return index.attachments.of(route).flatMap(({ ref, parent, listeners }) => [
    ...listeners.flatMap(({ listener, hostnames }) => hostnames.map((host) => (
      { key: [listener.owner.id, listener.index, host].join(' '), host: host === '*' ? '' : host }))),
    ...(parent !== undefined && ref.kind === 'Service'
      ? [{ key: [parent.id, ref.port ?? '', route.namespace].join(' '), host: parent.name }]
      : []),
  ]);
}

function orderOf({ namespace, name }: ManifestObject): string {
  return `${namespace}/${name}`;
}
