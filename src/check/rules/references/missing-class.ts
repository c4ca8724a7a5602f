import { GATEWAY, GATEWAY_CLASS } from '../../../manifest/kinds';
import { altered, rule } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

/** What istiod makes itself (istio.io/istio pilot/pkg/config/kube/gatewaycommon, `BuiltinClasses`). */
const BUILT_IN = /^istio(-|$)/;

const GOOD = EXAMPLE_GATEWAY;

export const missingClass = rule({
  code: 'MLM0111',
  name: 'missing-class',
  severity: 'error',
  title: 'A Gateway names a class that is not there',
  kinds: [GATEWAY],
  message: 'GatewayClass {name} is not there, and it is none of Istio',
  why: 'Nobody takes the Gateway: it gets no proxy, no address and no status, and routes that name it are never answered. The API server accepts every name.',
  fix: 'write istio, or istio-waypoint for a waypoint',
  isAbsence: true,
  evidence: 'Accepted stays Unknown (Pending), and nothing answers. No case: the box waits for the status of every Gateway.',
  bad: altered(GOOD, ['gatewayClassName: istio', 'gatewayClassName: istoi # <- MLM0111']),
  good: GOOD,
  * check(gateway, { index }) {
    const { gatewayClassName: name } = gateway.spec;
    if (!BUILT_IN.test(name) && !index.exists(GATEWAY_CLASS, '', name)) {
      yield { at: gateway.at('spec', 'gatewayClassName'), data: { name } };
    }
  },
});
