import { together, yaml } from '../../rule';
import { EXAMPLE_POD, EXAMPLE_SERVICE, EXAMPLE_WAYPOINT, NAMESPACE_BEHIND_WAYPOINT } from '../object-examples';

/** A Service behind a waypoint, with a policy for its callers. */
export const WAYPOINT_EXAMPLE = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: model
    rules:
      - from:
          - source:
              namespaces: [ml-frontend]
`, EXAMPLE_SERVICE, EXAMPLE_POD, EXAMPLE_WAYPOINT, NAMESPACE_BEHIND_WAYPOINT);
