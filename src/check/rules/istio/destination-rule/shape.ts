import { policiesOf } from './policies';
import type { DestinationRuleSpec, DestinationRuleTrafficPolicy } from '../../../../../imports/networking.istio.io';
import { DESTINATION_RULE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import { type Hit, yaml } from '../../../rule';
import { addressProblem } from '../values/addresses';
import { domainProblem, hostProblem, isDnsLabel, labelsProblemOf } from '../values/names';
import { portProblem } from '../values/ports';
import { found, foundIn, foundTwice, refused } from '../verdict';

export const destinationRuleShape = refused({
  code: 'MLM0914',
  name: 'destination-rule-shape',
  title: 'A DestinationRule, a subset or a traffic policy of it is none',
  kinds: [DESTINATION_RULE],
  why: 'A DestinationRule needs a host, subsets with names of their own and real labels, and traffic policies that say something, for ports with a number. The webhook refuses '
    + 'anything else.',
  fix: 'give the subset a name of its own, and delete policies that say nothing',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy: {} # <- MLM0914
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      trafficPolicy:
        loadBalancer:
          simple: LEAST_REQUEST
  `,
  * check(rule) {
    yield* foundIn(rule.at('spec', 'host'), rule.spec.host ?? '', hostProblem);
    yield* subsetHits(rule);
    for (const { at, policy } of policiesOf(rule)) {
      yield* policyHits(at, policy);
    }
  },
});

function* subsetHits(rule: ManifestObject<DestinationRuleSpec>): Iterable<Hit> {
  const { subsets = [] } = rule.spec;
  const at = rule.at('spec', 'subsets');
  yield* foundTwice(at, subsets.map(({ name }) => name), (name) => `the subset ${name} stands twice`);
  for (const [index, { labels, name }] of subsets.entries()) {
    if (!isDnsLabel(name)) {
      yield found(at.at(index, 'name'), `${JSON.stringify(name)} is no name of a subset`);
    }
    yield* foundIn(at.at(index, 'labels'), labels, labelsProblemOf);
  }
}

const FIELDS = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'] as const;
const MORE_FIELDS = [...FIELDS, 'tunnel', 'proxyProtocol', 'retryBudget'] as const;

function* policyHits(at: Location, policy: DestinationRuleTrafficPolicy): Iterable<Hit> {
  const { portLevelSettings = [], proxyProtocol, tunnel } = policy;
  if (portLevelSettings.length === 0 && MORE_FIELDS.every((field) => policy[field] === undefined)) {
    yield found(at, 'the traffic policy says nothing');
  }
  if (tunnel !== undefined && proxyProtocol !== undefined) {
    yield found(at.at('proxyProtocol').key(), 'a traffic policy has a tunnel or a proxyProtocol, not both');
    return;
  }
  for (const [index, port] of portLevelSettings.entries()) {
    if (port.port === undefined) {
      yield found(at.at('portLevelSettings', index), 'the policy of a port names no port');
    }
    if (FIELDS.every((field) => port[field] === undefined)) {
      yield found(at.at('portLevelSettings', index), 'the policy of the port says nothing');
    }
  }
  if (tunnel !== undefined) {
    yield* foundIn(at.at('tunnel', 'protocol'), tunnel.protocol || undefined, (protocol) => (['CONNECT', 'POST'].includes(protocol) ? undefined : `no tunnel uses ${protocol}`));
    yield* foundIn(at.at('tunnel', 'targetHost'), tunnel.targetHost, (host) => addressProblem(host) && domainProblem(host));
    yield* foundIn(at.at('tunnel', 'targetPort'), tunnel.targetPort, portProblem);
  }
}
