import { embeddedYaml } from '../../../manifest/embedded';
import { GATEWAY } from '../../../manifest/kinds';
import { isObject } from '../../../manifest/schema/defaults';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata:
    name: gateway
    namespace: ml-serving
  spec:
    gatewayClassName: istio
    infrastructure:
      annotations:
        proxy.istio.io/config: '{ connectionSettings: { httpStreamIdleTimeout: 900s } }'
    listeners:
      - name: http
        port: 80
        protocol: HTTP
`;

export const edgeProfile = rule({
  code: 'MLM0310',
  name: 'edge-profile',
  severity: 'warning',
  title: 'A gateway ends silent streams and buffers little',
  kinds: [GATEWAY],
  message: 'the profile EDGE ends what is silent for 300 seconds and gives a connection 32 KiB of buffer',
  why: 'Silence is the wait for the first token, and the whole generation where a client does not stream: long ones end with 504. A body that a filter needs as a whole, '
    + 'as of a long prompt, has to fit into the buffer.',
  fix: 'set the fields one by one, with httpStreamIdleTimeout above the longest limit of a route',
  cases: ['limits/edge-profile'],
  evidence: 'the listener of the gateway has a buffer of 32768 bytes, and a stream may be silent for 300 seconds',
  bad: altered(GOOD, ['{ httpStreamIdleTimeout: 900s } }\'', '{ profile: EDGE } }\' # <- MLM0310']),
  good: GOOD,
  * check(gateway, context) {
    const settings = parse(gateway.spec.infrastructure?.annotations?.['proxy.istio.io/config'])?.connectionSettings;
    if (context.has('connectionSettings') && isObject(settings) && settings.profile === 'EDGE' && settings.httpStreamIdleTimeout === undefined) {
      yield { at: gateway.at('spec', 'infrastructure', 'annotations', 'proxy.istio.io/config') };
    }
  },
});

function parse(text: string | undefined): Record<string, unknown> | undefined {
  const value = embeddedYaml(text);
  return isObject(value) ? value : undefined;
}
