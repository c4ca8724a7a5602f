import { NAMESPACE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const INJECTION = 'istio-injection';

const GOOD = yaml`
  apiVersion: v1
  kind: Namespace
  metadata:
    name: ml-serving
    labels:
      istio.io/dataplane-mode: ambient
      team: models
`;

export const twoDataPlanes = rule({
  code: 'MLM0603',
  name: 'two-data-planes',
  severity: 'warning',
  title: 'A namespace asks for two data planes, or for two control planes',
  kinds: [NAMESPACE],
  message: '{label} has no effect beside istio-injection: enabled',
  why: 'The label istio-injection counts before the other labels: pods get sidecars of the default revision. Waypoints and ztunnel are for others, and an upgrade to the revision '
    + 'changes nothing.',
  fix: 'keep one of the labels',
  sameAs: ['IST0123', 'KIA1317'],
  cases: ['mesh/two-data-planes'],
  evidence: 'the caller gets a sidecar, which applies routes by itself',
  bad: altered(GOOD, ['team: models', 'istio-injection: enabled # <- MLM0603']),
  good: GOOD,
  * check(namespace) {
    const { labels } = namespace;
    const other = ['istio.io/dataplane-mode', 'istio.io/rev'].find((label) => labels[label] !== undefined && labels[label] !== 'none');
    if (labels[INJECTION] === 'enabled' && other !== undefined) {
      yield { at: namespace.at('metadata', 'labels', INJECTION), data: { label: `${other}: ${labels[other]}` } };
    }
  },
});
