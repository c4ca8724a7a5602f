import { ANNOTATIONS, type KnownAnnotation } from './annotation-names';
import { expectedValue } from './annotation-values';
import type { Kind } from '../../../../manifest/kind';
import * as kinds from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { Labels, ReplicatedSpec } from '../../../../manifest/shapes';
import { altered, rule, yaml } from '../../../rule';
import { nearest } from '../../../suggestion';
import { analyzer } from '../analyzed';

const POD_MAKERS = [kinds.DEPLOYMENT, kinds.STATEFUL_SET, kinds.DAEMON_SET];
const JUDGED = [kinds.NAMESPACE, kinds.SERVICE, kinds.POD, ...POD_MAKERS] as readonly Kind[];

const GOOD = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: model
    namespace: ml-serving
  spec:
    selector:
      matchLabels:
        app: model
    template:
      metadata:
        labels:
          app: model
        annotations:
          sidecar.istio.io/proxyCPU: 500m
          traffic.sidecar.istio.io/excludeInboundPorts: "9090"
      spec:
        containers:
          - name: server
            image: model
`;

export const unknownAnnotation = rule({
  code: 'MLM0959',
  name: 'unknown-annotation',
  severity: 'warning',
  title: 'An annotation of Istio is not known, or is not for this object',
  kinds: JUDGED,
  message: '{name} {problem}',
  why: 'Istio reads annotations by their whole name, on the objects that they are for. Every other one is passed over without a word: what it should switch on or off stays as it was. '
    + 'What is for pods belongs into the template, not to the Deployment.',
  fix: 'write an annotation that Istio knows, where it is read',
  sameAs: ['IST0107', 'IST0108', 'KIA0008'],
  evidence: analyzer('annotations/annotations.go'),
  bad: altered(GOOD, ['sidecar.istio.io/proxyCPU: 500m', 'sidecar.istio.io/proxyCpu: 500m # <- MLM0959'],
    ['  name: model\n  namespace: ml-serving\n', '  name: model\n  namespace: ml-serving\n  annotations:\n    sidecar.istio.io/logLevel: debug # <- MLM0959\n']),
  good: GOOD,
  * check(object) {
    for (const { name, at, on, known } of annotationsOf(object)) {
      if (known === undefined) {
        const meant = nearest(name, Object.keys(ANNOTATIONS));
        yield { at: at.key(), data: { name, problem: 'is no annotation of Istio' }, fix: meant === undefined ? undefined : `write ${meant}` };
      } else if (!known.on.some((place) => place === 'Any' || place === on)) {
        yield { at: at.key(), data: { name, problem: `is for ${known.on.join(', ')}` } };
      }
    }
  },
});

export const deprecatedAnnotation = rule({
  code: 'MLM0960',
  name: 'deprecated-annotation',
  severity: 'info',
  title: 'An annotation of Istio is deprecated',
  kinds: JUDGED,
  message: '{name} is deprecated',
  why: 'It still works, and a later release may pass over it.',
  fix: 'write what takes its place: the label sidecar.istio.io/inject, proxy.istio.io/config, or Telemetry',
  sameAs: ['IST0135'],
  evidence: analyzer('annotations/annotations.go'),
  bad: altered(GOOD, ['sidecar.istio.io/proxyCPU: 500m', 'sidecar.istio.io/inject: "true" # <- MLM0960']),
  good: GOOD,
  * check(object) {
    for (const { name, at, known, labels } of annotationsOf(object)) {
      // The label of the same name counts more.
      if (known?.isDeprecated === true && !(name === 'sidecar.istio.io/inject' && labels[name] !== undefined)) {
        yield { at: at.key(), data: { name } };
      }
    }
  },
});

export const annotationValue = rule({
  code: 'MLM0961',
  name: 'annotation-value',
  severity: 'error',
  title: 'An annotation of Istio has a value that the injector cannot read',
  kinds: JUDGED,
  message: '{name} has to be {expected}',
  why: 'The injector refuses the pod: the Deployment is accepted, and no pod comes up.',
  fix: 'write a value of the form that the message names',
  sameAs: ['IST0125'],
  evidence: analyzer('annotations/annotations.go'),
  bad: altered(GOOD, ['"9090"', 'metrics # <- MLM0961']),
  good: GOOD,
  * check(object) {
    for (const { name, value, at } of annotationsOf(object)) {
      const expected = expectedValue(name, value);
      if (expected !== undefined) {
        yield { at, data: { name, expected } };
      }
    }
  },
});

interface Annotation {
  readonly name: string;
  readonly value: string;
  readonly at: Location;
  /** The kind that carries it: pods, in a template. */
  readonly on: string;
  readonly known: KnownAnnotation | undefined;
  /** The labels beside it. */
  readonly labels: Labels;
}

/** The annotations of Istio on an object and in its template. */
function annotationsOf(object: ManifestObject): Annotation[] {
  const metadata = POD_MAKERS.some((kind) => object.is(kind)) ? (object.spec as ReplicatedSpec).template?.metadata : undefined;
  return [
    ...listed(object.annotations, object.labels, object.kind, object.at('metadata', 'annotations')),
    ...listed(metadata?.annotations, metadata?.labels, 'Pod', object.at('spec', 'template', 'metadata', 'annotations')),
  ];
}

function listed(annotations: Labels = {}, labels: Labels = {}, on: string, at: Location): Annotation[] {
  return Object.keys(annotations).filter(isOfIstio).map((name) => ({
    name, value: String(annotations[name]), at: at.at(name), on, known: Object.hasOwn(ANNOTATIONS, name) ? ANNOTATIONS[name] : undefined, labels,
  }));
}

function isOfIstio(name: string): boolean {
  return name === 'kubernetes.io/ingress.class' || name.split('/')[0].endsWith('istio.io');
}
