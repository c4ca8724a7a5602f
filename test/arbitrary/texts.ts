import * as fc from 'fast-check';

/** Names that become Kubernetes names: with capitals, dots and signs, short and near 63 characters. */
export function anyName(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('resnet', 'bert-predictor', 'Llama-3.1-70B', 'Qwen2.5_VL', 'feature-store', 'model.registry', 'x', 'A100') },
    { weight: 2, arbitrary: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9._-]{0,20}[a-zA-Z0-9]$/) },
    { weight: 1, arbitrary: fc.integer({ min: 40, max: 58 }).map((length) => `m${'o'.repeat(length - 2)}l`) },
  );
}

/** A DNS label. */
export function label(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('kserve', 'triton', 'shared', 'default-sa', 'x1') },
    { weight: 2, arbitrary: fc.stringMatching(/^[a-z]([-a-z0-9]{0,18}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.integer({ min: 50, max: 63 }).map((length) => 'n'.repeat(length)) },
  );
}

/** A namespace, which may start with a digit. */
export function namespaceName(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom('ml-frontend', 'gateways', 'observability', '3d-models', 'notebooks') }, { weight: 1, arbitrary: label() });
}

/** Object names with dots. */
export function objectName(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: label() }, { weight: 1, arbitrary: fc.constantFrom('ml.example.com', 'sa.v1') });
}

export function hostname(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('inference.ml.example.com', 'llm.example.com', '*.models.example.com', '*.example.org', 'a-b.c') },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?\.[a-z]{2,8}$/) },
    { weight: 1, arbitrary: fc.constantFrom(`${'h'.repeat(63)}.example.com`, `${'sub.'.repeat(40)}example.com`) },
  );
}

/** A path without anything that a route refuses. */
export function path(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('/v1/models', '/v2/models/resnet', '/predict', '/a', '/infer/') },
    { weight: 2, arbitrary: fc.stringMatching(/^(\/[A-Za-z0-9_~!$&'()*+,;=:@-]{1,8}){1,4}$/) },
    { weight: 1, arbitrary: fc.constantFrom('/%20x', `/${'p'.repeat(900)}`, '/v1/models/Llama-3.1-70B:generate') },
  );
}

/** A path of an authorization policy. */
export function policyPath(): fc.Arbitrary<string> {
  return fc.constantFrom('/v1/models', '/v1/models/*', '*/infer', '*', '/v1/models/{*}/infer', '/v2/{**}', '/healthz');
}

export function method(): fc.Arbitrary<string> {
  return fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH');
}

export function header(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('x-model-version', 'X-Tenant', 'authorization', 'x-a', 'x_under', 'user-agent') },
    { weight: 1, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/).filter((name) => !FRAMING.includes(name.toLowerCase())) },
  );
}

const FRAMING = ['connection', 'host', 'keep-alive', 'te', 'trailer', 'upgrade'];

export function headerValue(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom('beta', 'Mozilla/5.0 (X11; Linux)', 'a=b; c', '*', '100%'), fc.stringMatching(/^[!-~]{1,30}$/));
}

/** A header value that a route may write. */
export function writtenValue(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom('beta', 'Mozilla/5.0 (X11; Linux)', 'a=b; c', '*'), fc.stringMatching(/^[!-$&-~]{1,30}$/));
}

export function regex(): fc.Arbitrary<string> {
  return fc.constantFrom('.*', 'v[0-9]+', '(?i)beta|gamma', '^a.+z$', '[^/]{1,3}', 'tenant-(a|b)\\.x');
}

export function labels(): fc.Arbitrary<{ [key: string]: string }> {
  const entry = fc.constantFrom<[string, string]>(
    ['app', 'resnet'], ['serving.kserve.io/inferenceservice', 'bert'], ['team', 'Vision_1.x'], ['tier', ''], ['version', '2'],
    ['app.kubernetes.io/name', 'v'.repeat(63)],
  );
  return fc.uniqueArray(entry, { minLength: 1, maxLength: 3, selector: ([key]) => key }).map((entries) => Object.fromEntries(entries));
}

/** Ports, those where something special lies among them. */
export function port(): fc.Arbitrary<number> {
  return fc.oneof(fc.constantFrom(80, 443, 8000, 8080, 9000, 6565, 1, 65535), fc.integer({ min: 1, max: 65535 }));
}

export function serviceHost(): fc.Arbitrary<string> {
  return fc.constantFrom('otel-collector.observability.svc.cluster.local', 'authz.security.svc.cluster.local', 'tracing/zipkin.example.com', 'a.b');
}

export function cpu(): fc.Arbitrary<string> {
  return fc.constantFrom('100m', '250m', '0.5', '1', '2');
}

export function memory(): fc.Arbitrary<string> {
  return fc.constantFrom('128Mi', '256Mi', '1Gi', '1000000k', '268435456');
}
