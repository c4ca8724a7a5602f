import { accountsOf } from './sources';
import { AUTHORIZATION_POLICY, GATEWAY, SERVICE_ACCOUNT } from '../../../manifest/kinds';
import { gatewayAccount } from '../../../manifest/pods';
import { altered, rule, together, yaml } from '../../rule';
import { EXAMPLE_GATEWAY } from '../object-examples';

const GOOD = together(yaml`
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata:
    name: models
    namespace: ml-serving
  spec:
    rules:
      - from:
          - source:
              serviceAccounts: [ml-serving/gateway-istio]
`, EXAMPLE_GATEWAY);

export const unknownAccount = rule({
  code: 'MLM0405',
  name: 'unknown-account',
  severity: 'warning',
  title: 'A policy names a service account that is not there',
  kinds: [AUTHORIZATION_POLICY],
  message: 'nobody runs as {namespace}/{name}',
  why: 'Whom the rule was meant for runs under another name and is refused with 403. A Gateway that Istio deploys runs as <gateway>-<class>, not as an account that '
    + 'somebody chose, and a waypoint under its own name.',
  fix: 'name the account of the pods that call',
  sameAs: ['KIA0106'],
  isAbsence: true,
  cases: ['identity/gateway-account'],
  evidence: 'with a guessed account of the gateway every request from outside gets 403',
  bad: altered(GOOD, ['[ml-serving/gateway-istio]', '[ml-serving/gateway-sa] # <- MLM0405']),
  good: GOOD,
  * check(policy, { index, isComplete }) {
    for (const { namespace, name, at } of accountsOf(policy)) {
      const pods = index.pods.in(namespace);
      // Of a namespace of which nothing else is known, accounts are not either.
      const isKnown = pods.length > 0 || index.objects.in(SERVICE_ACCOUNT, namespace).length > 0;
      // Whoever runs as an account shows that there is one, unless everything is known. That of a gateway comes with it.
      const isUsed = pods.some(({ serviceAccount, owner }) => serviceAccount === name && (!isComplete || owner.is(GATEWAY)));
      if (isKnown && !isUsed && !index.exists(SERVICE_ACCOUNT, namespace, name)) {
        const gateway = index.objects.in(GATEWAY, namespace).find(({ name: gatewayName }) => name.startsWith(gatewayName));
        yield { at, data: { namespace, name }, fix: gateway && `the Gateway ${gateway.name} runs as ${namespace}/${gatewayAccount(gateway)}` };
      }
    }
  },
});
