import { type Kind, kind } from '../../../../manifest/kind';
import { TELEMETRY, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { ManifestObject } from '../../../../manifest/manifest-object';
import type { CheckContext } from '../../../context';
import { type Hit, rule, yaml } from '../../../rule';
import { analyzer } from '../analyzed';

const DEFINITION = kind<Definition>('apiextensions.k8s.io', 'CustomResourceDefinition');

interface Definition {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
}

export const deprecatedField = rule({
  code: 'MLM0963',
  name: 'deprecated-field',
  severity: 'warning',
  title: 'A field or kind is deprecated',
  kinds: [VIRTUAL_SERVICE, TELEMETRY, DEFINITION] as readonly Kind[],
  message: '{what} is deprecated: {instead}',
  why: 'A later release passes over it without a word.',
  fix: 'write what takes its place',
  sameAs: ['IST0002'],
  evidence: analyzer('deprecation/deprecation.go, telemetry/lightstep.go'),
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - fault:
            delay:
              fixedDelay: 5s
              percent: 10 # <- MLM0963
          route:
            - destination:
                host: model
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata:
      name: model
      namespace: ml-serving
    spec:
      hosts:
        - model
      http:
        - fault:
            delay:
              fixedDelay: 5s
              percentage:
                value: 10
          route:
            - destination:
                host: model
  `,
  check: deprecations,
});

function* deprecations(object: ManifestObject, { index }: CheckContext): Iterable<Hit> {
  if (object.is(VIRTUAL_SERVICE)) {
    for (const [i, { fault }] of (object.spec.http ?? []).entries()) {
      if ((fault?.delay?.percent ?? 0) > 0) {
        yield { at: object.at('spec', 'http', i, 'fault', 'delay', 'percent'), data: { what: 'fault.delay.percent', instead: 'write percentage.value' } };
      }
    }
  } else if (object.is(TELEMETRY)) {
    const old = index.meshConfig.providersOf('lightstep');
    for (const [i, { providers = [] }] of (object.spec.tracing ?? []).entries()) {
      for (const j of providers.flatMap(({ name }, position) => (old.includes(name) ? [position] : []))) {
        yield { at: object.at('spec', 'tracing', i, 'providers', j, 'name'), data: { what: 'a Lightstep provider', instead: 'use one of OpenTelemetry' } };
      }
    }
  } else if (object.is(DEFINITION) && object.spec.group === 'rbac.istio.io') {
    yield { at: object.at('spec', 'group'), data: { what: object.spec.names?.kind ?? 'the kind', instead: 'Istio reads AuthorizationPolicies' } };
  }
}

/** The least release of Gateway API of which istiod reads a kind (istio.io/istio pkg/config/schema/gatewayapi/minimumversions.go, of the pinned build). */
const LEAST_RELEASES: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  'grpcroutes.gateway.networking.k8s.io': [1, 1],
  'backendtlspolicies.gateway.networking.k8s.io': [1, 4],
  'tlsroutes.gateway.networking.k8s.io': [1, 5],
  'tcproutes.gateway.networking.k8s.io': [1, 6],
};

const RELEASE = 'gateway.networking.k8s.io/bundle-version';

export const oldDefinition = rule({
  code: 'MLM0965',
  name: 'old-definition',
  severity: 'warning',
  title: 'A CRD of Gateway API is too old for Istio',
  kinds: [DEFINITION],
  message: 'istiod reads {name} from Gateway API {least} on, this is {release}',
  why: 'All objects of the kind are passed over: routes are accepted by the API server, get no status, and nobody serves them.',
  fix: 'install the CRDs of a newer release of Gateway API',
  sameAs: ['IST0176'],
  evidence: analyzer('k8sgateway/crdversion.go'),
  bad: yaml`
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: tlsroutes.gateway.networking.k8s.io
      annotations:
        gateway.networking.k8s.io/bundle-version: v1.4.1 # <- MLM0965
  `,
  good: yaml`
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: tlsroutes.gateway.networking.k8s.io
      annotations:
        gateway.networking.k8s.io/bundle-version: v1.6.1
  `,
  * check(definition) {
    const { name, annotations } = definition;
    const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(annotations[RELEASE] ?? '') ?? [];
    const least = Object.hasOwn(LEAST_RELEASES, name) ? LEAST_RELEASES[name] : undefined;
    if (least !== undefined && major !== undefined && (Number(major) < least[0] || (Number(major) === least[0] && Number(minor) < least[1]))) {
      yield { at: definition.at('metadata', 'annotations', RELEASE), data: { name, least: least.join('.'), release: annotations[RELEASE] } };
    }
  },
});
