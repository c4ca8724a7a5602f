import { GATEWAY_CLASS } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: GatewayClass
  metadata:
    name: ml-gateways
  spec:
    controllerName: istio.io/gateway-controller
  ---
  apiVersion: v1
  kind: ConfigMap
  metadata:
    name: gateway-options
    namespace: istio-system
    labels:
      gateway.istio.io/defaults-for-class: ml-gateways
  data:
    service: |
      spec:
        type: ClusterIP
`;

export const parametersOfClass = rule({
  code: 'MLM0131',
  name: 'parameters-of-class',
  severity: 'warning',
  title: 'A GatewayClass has parameters, which Istio does not read',
  kinds: [GATEWAY_CLASS],
  message: 'Istio reads no parameters of a GatewayClass: {kind} {name} has no effect',
  why: 'The class is Accepted, whether the object exists or not, and its Gateways are deployed as if nothing were said. What holds for all Gateways of a class Istio takes from a '
    + 'ConfigMap with the label gateway.istio.io/defaults-for-class in the namespace of istiod.',
  fix: 'delete parametersRef, and give a ConfigMap in the namespace of istiod the label gateway.istio.io/defaults-for-class with the name of the class',
  cases: ['references/class-parameters'],
  evidence: 'the Service of a Gateway of the class has the type that Istio gives it, and not that of the parameters',
  bad: altered(GOOD, [
    'istio.io/gateway-controller\n',
    'istio.io/gateway-controller\n  parametersRef: # <- MLM0131\n    group: ""\n    kind: ConfigMap\n    name: gateway-options\n    namespace: istio-system\n',
  ]),
  good: GOOD,
  * check(gatewayClass) {
    const { controllerName, parametersRef } = gatewayClass.spec;
    if (parametersRef !== undefined && CONTROLLERS.test(controllerName)) {
      const { kind, name } = parametersRef;
      yield { at: gatewayClass.at('spec', 'parametersRef').key(), data: { kind, name } };
    }
  },
});

/** Istio's own: `istio.io/gateway-controller`, `istio.io/mesh-controller` and their like. */
const CONTROLLERS = /^istio\.io\//;
