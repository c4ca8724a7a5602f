import { poolRules } from './pool-rules';
import type { ParentRef } from '../../../../imports/gateway.networking.k8s.io';
import { HTTP_ROUTE } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { rule, yaml } from '../../rule';

export const equalRuleNames = rule({
  code: 'MLM0502',
  name: 'equal-rule-names',
  severity: 'error',
  title: 'Rules of different routes lead to InferencePools at one gateway and have the same name',
  kinds: [HTTP_ROUTE],
  message: "the rule name '{name}' is that of a rule of {other} as well, and one endpoint picker is asked for both",
  why: 'Istio keeps the picker of a rule under the name of the rule, for all routes of a gateway and host together: of equal names the route that came last '
    + 'decides, and the pools of the others are served in turn, by a picker that knows nothing of them.',
  fix: 'leave the names out: Istio then makes them of route and position',
  cases: ['inference/equal-rule-names'],
  evidence: 'one picker is asked for both pools, and the other pool is served in turn',
  bad: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      parentRefs:
        - name: gateway
      rules:
        - name: completions # <- MLM0502
          matches:
            - path:
                value: /llama
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: llama
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: qwen
      namespace: ml-serving
    spec:
      parentRefs:
        - name: gateway
      rules:
        - name: completions # <- MLM0502
          matches:
            - path:
                value: /qwen
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: qwen
  `,
  good: yaml`
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: chat
      namespace: ml-serving
    spec:
      parentRefs:
        - name: gateway
      rules:
        - name: llama
          matches:
            - path:
                value: /llama
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: llama
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata:
      name: qwen
      namespace: ml-serving
    spec:
      parentRefs:
        - name: gateway
      rules:
        - name: qwen
          matches:
            - path:
                value: /qwen
          backendRefs:
            - group: inference.networking.k8s.io
              kind: InferencePool
              name: qwen
  `,
  * check(route, { index }) {
    for (const { rule: { name }, at } of poolRules(route)) {
      const other = name === undefined ? undefined : othersAt(route, index).find((each) => poolRules(each).some((found) => found.rule.name === name));
      if (name !== undefined && other !== undefined) {
        yield { at: at.at('name'), data: { name, other: other.id }, related: [{ at: other.at('metadata', 'name'), label: 'the other route' }] };
      }
    }
  },
});

/** Routes that share a parent with this one. */
function othersAt(route: ManifestObject, index: ManifestIndex) {
  const parents = new Set(index.attachments.of(route).map(({ ref }) => parentKey(ref, route.namespace)));
  return index.all(HTTP_ROUTE).filter((other) => other !== route
    && index.attachments.of(other).some(({ ref }) => parents.has(parentKey(ref, other.namespace))));
}

function parentKey({ kind, name, namespace }: ParentRef, routeNamespace: string): string {
  return [kind, namespace ?? routeNamespace, name].join('/');
}
