import type { RouteRule } from './rule';
import type { Site } from '../core/site';
import type { MeshContext } from '../mesh/context';
import type { GatewayBinding } from '../mesh/gateway/binding';
import { markRequests } from '../mesh/gateway/request-marks';

interface EmittedRoute {
  readonly name: string;
  readonly namespace: string;
  readonly rules: readonly RouteRule[];
}

/** Sets the headers by which pickers judge the requests of these rules. */
export function markForPickers(context: MeshContext, site: Site, gateway: GatewayBinding, { name, namespace, rules }: EmittedRoute): void {
  rules.forEach(({ backends }, i) => {
    const [{ backend: { marks } }, ...others] = backends.filter(({ weight }) => weight > 0);
    site.check(others.every(({ backend }) => JSON.stringify(backend.marks) === JSON.stringify(marks)), {
      problem: 'gives the backends of one rule different objectives or fairness ids, which requests get before one of the backends is chosen',
      fix: 'give all of them the same, or each a rule of its own',
    });
    if (marks) {
      // Rules without a name are called so by istiod (pilot/pkg/config/kube/gateway/conversion.go, convertHTTPRoute).
      markRequests(context, site.at('backend'), gateway, { route: `${namespace}.${name}.${i}`, headers: marks });
    }
  });
}
