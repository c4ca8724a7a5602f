import { DESTINATION_RULE, SERVICE } from '../../../../manifest/kinds';
import { hasLabels } from '../../../../manifest/labels';
import { altered, rule } from '../../../rule';
import { analyzer } from '../analyzed';
import { DESTINATION_EXAMPLE } from '../virtual-service/destination-example';

export const unknownRuleHost = rule({
  code: 'MLM0954',
  name: 'unknown-rule-host',
  severity: 'warning',
  title: 'A DestinationRule is for a host that nobody has',
  kinds: [DESTINATION_RULE],
  message: 'no Service or ServiceEntry has the host {host}',
  why: 'The rule is accepted and holds for nobody: limits, breakers, TLS settings and subsets are missing where they were meant. Often the name is short and the Service lies in '
    + 'another namespace.',
  fix: 'name the Service as <name>.<namespace>.svc.cluster.local',
  sameAs: ['IST0174', 'KIA0202'],
  isAbsence: true,
  evidence: analyzer('destinationrule/subset.go'),
  bad: altered(DESTINATION_EXAMPLE, ['host: model\n  subsets', 'host: model.serving.svc.cluster.local # <- MLM0954\n  subsets'], ['            subset: v1\n', '']),
  good: DESTINATION_EXAMPLE,
  * check(destinationRule, { index }) {
    const { fqdn, service, entry, serviceName } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    const isMalformed = serviceName !== undefined && index.exists(SERVICE, serviceName.namespace, serviceName.name);
    // Every service of a namespace, or of all: of some of them nothing may be known.
    if (service === undefined && entry === undefined && !isMalformed && !fqdn.startsWith('*')) {
      yield { at: destinationRule.at('spec', 'host'), data: { host: fqdn } };
    }
  },
});

/** What istiod says of pods besides their labels, so that subsets may ask for it: where they run. */
const FROM_NODES = /^(topology\.kubernetes\.io\/(region|zone|cluster|network)|topology\.istio\.io\/(subzone|cluster|network)|kubernetes\.io\/hostname)$/;

export const subsetWithoutPods = rule({
  code: 'MLM0955',
  name: 'subset-without-pods',
  severity: 'error',
  title: 'A subset of a DestinationRule chooses no pods',
  kinds: [DESTINATION_RULE],
  message: 'no pods of {host} have the labels {labels}',
  why: 'Requests for the subset find nobody: 503 (no healthy upstream), for the share of a canary only, so that it takes a while until somebody notices.',
  fix: 'write labels of the pod template; those of the Deployment do not count',
  sameAs: ['IST0173'],
  isAbsence: true,
  evidence: analyzer('destinationrule/subset.go'),
  bad: altered(DESTINATION_EXAMPLE, ['labels:\n        version: v1', 'labels: # <- MLM0955\n        version: v2']),
  good: DESTINATION_EXAMPLE,
  * check(destinationRule, { index }) {
    const { service, fqdn } = index.hosts.find(destinationRule.spec.host, destinationRule.namespace);
    if (service?.spec.selector === undefined) {
      return;
    }
    const pods = index.podsOfService(service);
    for (const [i, { labels = {} }] of (destinationRule.spec.subsets ?? []).entries()) {
      const own = Object.entries(labels as Record<string, string>);
      const known = own.filter(([key, value]) => value === '' || !FROM_NODES.test(key));
      if (own.length > 0 && !pods.some((each) => hasLabels(each.labels, Object.fromEntries(known)))) {
        yield { at: destinationRule.at('spec', 'subsets', i, 'labels'), data: { host: fqdn, labels: own.map((pair) => pair.join('=')).join(', ') } };
      }
    }
  },
});
