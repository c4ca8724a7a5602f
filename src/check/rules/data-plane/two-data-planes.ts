import { NAMESPACE } from '../../../manifest/kinds';
import { altered, rule, yaml } from '../../rule';

const INJECTION = 'istio-injection';

/** The first one counts. */
const LABELS = [INJECTION, 'istio.io/rev', 'istio.io/dataplane-mode'];

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
  message: '{label} has no effect beside {other}',
  why: 'The label istio-injection counts before istio.io/rev, and both before the data plane: pods get sidecars, with istio-injection those of the default revision. Waypoints and '
    + 'ztunnel are for others, and an upgrade to the revision changes nothing.',
  fix: 'keep one of the labels',
  sameAs: ['IST0123', 'KIA1317'],
  cases: ['mesh/two-data-planes'],
  evidence: 'the caller gets a sidecar, which applies routes by itself; of istio.io/rev it is known from the selectors of the injector in the chart of Istio',
  bad: altered(GOOD, ['team: models', 'istio-injection: enabled # <- MLM0603']),
  good: GOOD,
  * check(namespace) {
    const { labels } = namespace;
    const present = LABELS.filter((label) => labels[label] !== undefined && labels[label] !== 'none');
    if (present.length > 1 && labels[INJECTION] !== 'disabled') {
      const [first, second] = present;
      yield { at: namespace.at('metadata', 'labels', first), data: { label: `${second}: ${labels[second]}`, other: `${first}: ${labels[first]}` } };
    }
  },
});
