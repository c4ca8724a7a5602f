import type { ServiceEntrySpec } from '../../../../imports/networking.istio.io';
import { BACKEND_TLS_POLICY, SERVICE, SERVICE_ENTRY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { ServiceSpec } from '../../../manifest/shapes';
import { altered, rule, yaml } from '../../rule';

const GOOD = yaml`
  apiVersion: gateway.networking.k8s.io/v1
  kind: BackendTLSPolicy
  metadata:
    name: model
    namespace: ml-serving
  spec:
    targetRefs:
      - group: ""
        kind: Service
        name: model
        sectionName: https
    validation:
      hostname: model.example.com
      wellKnownCACertificates: System
  ---
  apiVersion: v1
  kind: Service
  metadata:
    name: model
    namespace: ml-serving
  spec:
    ports:
      - name: https
        port: 443
`;

export const tlsOfNoPort = rule({
  code: 'MLM0125',
  name: 'tls-of-no-port',
  severity: 'error',
  title: 'A BackendTLSPolicy is for a port that its target does not have',
  kinds: [BACKEND_TLS_POLICY],
  message: '{owner} has no port named {section}, it has {ports}',
  why: 'A sectionName is the name of a port, not its number. The policy is not Accepted for that target (TargetNotFound), and gateways speak plain HTTP to it: a backend that wants TLS '
    + 'answers 400 or ends the connection, any other is asked in the clear.',
  fix: 'write the name of a port (spec.ports[].name), or leave sectionName out for all ports',
  cases: ['references/broken-certificates'],
  evidence: 'a backend without TLS answers requests through the gateway, which should have spoken TLS to it',
  bad: altered(GOOD, ['sectionName: https', 'sectionName: tls # <- MLM0125']),
  good: GOOD,
  * check(policy, { index }) {
    for (const [i, { group, kind, name, sectionName }] of policy.spec.targetRefs.entries()) {
      const target = targetOf(index, group, kind, policy.namespace, name);
      const ports = ((target?.spec as Ports | undefined)?.ports ?? []).map((port) => port.name ?? '');
      if (sectionName && target !== undefined && !ports.includes(sectionName)) {
        const known = ports.filter((port) => port !== '').join(', ') || 'none with a name';
        yield { at: policy.at('spec', 'targetRefs', i, 'sectionName'), data: { owner: target.id, section: sectionName, ports: known } };
      }
    }
  },
});

type Ports = Pick<ServiceSpec, 'ports'> | Pick<ServiceEntrySpec, 'ports'>;

function targetOf(index: ManifestIndex, group: string, kind: string, namespace: string, name: string): ManifestObject | undefined {
  const target = [SERVICE, SERVICE_ENTRY].find((each) => each.kind === kind && each.group === (group === 'core' ? '' : group));
  return target && index.find<unknown>(target, namespace, name);
}
