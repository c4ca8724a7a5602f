import * as fc from 'fast-check';
import { connectionSettings, gatewayDeployment } from './install';
import type { Struct, Value } from './recipe';
import { jwtIssuer } from './security';
import * as texts from './texts';
import { anyBoolean, call, dictionary, enumOf, list, struct } from './values';
import type { ExternalAuthorization, MeshGatewayAttributes, MeshGatewayOptions } from '../../src';
import { GatewayServiceType } from '../../src';

/** The namespaces that gateways of recipes lie in, besides the mesh's own. */
const NAMESPACES = fc.constantFrom('gateways', 'ml-serving', 'ml-training', 'istio-ingress');

export function gateway(): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 1, arbitrary: call('MeshGateway.create') },
    { weight: 12, arbitrary: call('MeshGateway.create', created()) },
    { weight: 4, arbitrary: call('MeshGateway.fromGateway', adopted()) },
  );
}

function created(): fc.Arbitrary<Struct> {
  return struct<MeshGatewayOptions>({
    name: fc.oneof({ weight: 4, arbitrary: fc.constantFrom('inference', 'g') }, { weight: 1, arbitrary: fc.constant('g'.repeat(48)) }),
    namespace: NAMESPACES,
    hostnames: hostnames(),
    httpPort: fc.constantFrom(80, 8080, 1),
    tlsSecret: fc.constantFrom('ml-example-com', 'wildcard.example.com'),
    tlsSecretNamespace: fc.constantFrom('certificates', 'ml-training', 'ml-serving'),
    httpsPort: fc.constantFrom(443, 8443, 65535),
    redirectToHttps: anyBoolean(),
    allowedNamespaces: list(texts.namespaceName()),
    serviceType: enumOf('GatewayServiceType', GatewayServiceType),
    infrastructureAnnotations: dictionary(fc.constantFrom('service.beta.kubernetes.io/aws-load-balancer-type', 'a.example/b'), fc.constantFrom('nlb', '')),
    deployment: gatewayDeployment(),
    connectionSettings: connectionSettings(),
    jwtIssuers: fc.uniqueArray(jwtIssuer(), { minLength: 1, maxLength: 2, selector: ({ issuer }) => issuer }),
    publicPaths: list(texts.policyPath()),
    externalAuthorization: struct<ExternalAuthorization>({
      provider: fc.constantFrom('quota', 'opa_http'),
      paths: list(texts.policyPath()),
    }, { required: ['provider'] }),
    useWaypoint: anyBoolean(),
  });
}

function adopted(): fc.Arbitrary<Struct> {
  return struct<MeshGatewayAttributes>({
    name: fc.constantFrom('shared', 'public-gateway'),
    namespace: NAMESPACES,
    hostnames: hostnames(),
    listeners: list(fc.constantFrom('http', 'https', 'internal')),
    serviceAccount: fc.constantFrom('ingress-sa', 'istio-ingressgateway'),
  }, { required: ['name', 'namespace'] });
}

/** A few hosts, now and then many. */
function hostnames(): fc.Arbitrary<string[]> {
  return fc.oneof(
    { weight: 10, arbitrary: list(texts.hostname()) },
    { weight: 1, arbitrary: fc.integer({ min: 20, max: 32 }).map((length) => Array.from({ length }, (_, i) => `m${i}.example.com`)) },
  );
}

/** Options that go together. */
export function fitGateway(options: Struct, target: { readonly ambient: boolean; readonly istio131: boolean }): void {
  if (options.tlsSecret === undefined) {
    ['tlsSecretNamespace', 'httpsPort', 'redirectToHttps'].forEach((prop) => delete options[prop]);
  }
  if (options.jwtIssuers === undefined) {
    delete options.publicPaths;
  }
  if (!target.istio131) {
    delete options.connectionSettings;
  }
  if (!target.ambient) {
    delete options.useWaypoint;
  }
}
