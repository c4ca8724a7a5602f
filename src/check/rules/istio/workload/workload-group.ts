import type { WorkloadGroupProbe } from '../../../../../imports/networking.istio.io';
import { WORKLOAD_GROUP } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { labelsProblemOf } from '../values/names';
import { found, foundIn, refused } from '../verdict';

export const workloadGroup = refused({
  code: 'MLM0925',
  name: 'workload-group',
  title: 'The labels or the probe of a WorkloadGroup are none',
  kinds: [WORKLOAD_GROUP],
  why: 'Labels have to be labels of Kubernetes, and the probe has to ask over HTTP, open a connection or run a command: the CRD knows gRPC, the webhook refuses it.',
  fix: 'write httpGet, tcpSocket or exec',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: WorkloadGroup
    metadata:
      name: trainers
      namespace: ml-serving
    spec:
      template:
        serviceAccount: trainer
      probe: # <- MLM0925
        grpc:
          port: 9000
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: WorkloadGroup
    metadata:
      name: trainers
      namespace: ml-serving
    spec:
      template:
        serviceAccount: trainer
      probe:
        tcpSocket:
          port: 9000
  `,
  * check(group) {
    const { metadata, probe } = group.spec;
    yield* foundIn(group.at('spec', 'metadata', 'labels'), metadata?.labels, labelsProblemOf);
    if (probe !== undefined) {
      yield* probeHits(group.at('spec', 'probe'), probe);
    }
  },
});

const METHODS = ['httpGet', 'tcpSocket', 'exec'] as const;

function* probeHits(at: Location, probe: WorkloadGroupProbe): Iterable<Hit> {
  if (METHODS.every((method) => probe[method] === undefined)) {
    yield found(at, 'the probe neither asks over HTTP nor opens a connection nor runs a command');
  }
  if (probe.exec?.command.length === 0) {
    yield found(at.at('exec', 'command'), 'the probe has no command');
  }
  // Of names that are there the CRD speaks.
  for (const [index, { name }] of (probe.httpGet?.httpHeaders ?? []).entries()) {
    if (name === undefined) {
      yield found(at.at('httpGet', 'httpHeaders', index), 'the header has no name');
    }
  }
}
