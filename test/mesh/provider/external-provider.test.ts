import { MeshGateway } from '../../../src/mesh/gateway/mesh-gateway';
import { ExternalProvider } from '../../../src/mesh/provider/external-provider';
import type { ExternalProviderProps } from '../../../src/mesh/provider/external-provider';
import { ProviderCredential } from '../../../src/mesh/provider/provider-credential';
import { Backend } from '../../../src/routing/backend';
import type { LlmRouteProps } from '../../../src/routing/llm-route';
import { LlmRoute } from '../../../src/routing/llm-route';
import { ModelRoute } from '../../../src/routing/model-route';
import { Platform } from '../../routing/platform';

const KEY = ProviderCredential.fromSecret('openai-key');

function provider(platform: Platform, props: Partial<ExternalProviderProps> = {}, id = 'openai'): ExternalProvider {
  return new ExternalProvider(platform.chart, id, { mesh: platform.mesh, hostname: 'api.openai.com', credential: KEY, ...props });
}

function chat(platform: Platform, backend: Backend, props: Partial<LlmRouteProps> = {}): void {
  new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, chatCompletions: {}, backend, ...props });
}

function withChat(props: Partial<ExternalProviderProps> = {}, platform = new Platform()): Platform {
  chat(platform, Backend.externalProvider(provider(platform, props)));
  return platform;
}

test('the provider is known by its host, on a port where nobody else encrypts, and TLS is opened for it', () => {
  const platform = withChat({ port: 8443 });
  expect(platform.find('ServiceEntry', 'openai')).toMatchObject({
    metadata: { labels: { 'networking.istio.io/enable-autoallocate-ip': 'false' } },
    spec: {
      hosts: ['api.openai.com'],
      exportTo: ['.'],
      location: 'MESH_EXTERNAL',
      resolution: 'DNS',
      ports: [{ number: 80, targetPort: 8443, name: 'http', protocol: 'HTTP' }],
    },
  });
  expect(platform.find('DestinationRule', 'openai').spec).toEqual({
    host: 'api.openai.com',
    exportTo: ['.'],
    trafficPolicy: {
      portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'SIMPLE', caCertificates: 'system', sni: 'api.openai.com', subjectAltNames: ['api.openai.com'] } }],
    },
  });
});

test('requests carry its host and the credential that only the pods of the gateway have', () => {
  const platform = withChat();
  expect(platform.rules('chat')[0].backendRefs).toEqual([{
    group: 'networking.istio.io',
    kind: 'Hostname',
    name: 'api.openai.com',
    port: 80,
    filters: [{
      type: 'RequestHeaderModifier',
      requestHeaderModifier: {
        set: [{ name: 'host', value: 'api.openai.com' }, { name: 'authorization', value: 'Bearer %ENVIRONMENT(PROVIDER_CREDENTIAL_API_OPENAI_COM)%' }],
      },
    }],
  }]);
  expect(platform.find('ConfigMap', 'gateway-parameters').data).toEqual({
    deployment: [
      'spec:', '  template:', '    spec:', '      containers:', '        - name: istio-proxy', '          env:',
      '            - name: PROVIDER_CREDENTIAL_API_OPENAI_COM', '              valueFrom:', '                secretKeyRef:',
      '                  name: openai-key', '                  key: api-key', '                  optional: true', '',
    ].join('\n'),
  });
  expect(platform.find('Gateway', 'gateway').spec.infrastructure).toEqual({ parametersRef: { group: '', kind: 'ConfigMap', name: 'gateway-parameters' } });
  expect(platform.mesh.externalObjects).toContainEqual(expect.objectContaining({
    kind: 'Secret', namespace: 'ml', name: 'openai-key', requirements: ['key api-key, a credential of the provider, without a line break at its end'],
  }));
  expect(platform.all('Secret')).toEqual([]);
});

test('what is asked of the deployment stays beside the credential, and two routes to one provider make one variable', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ deployment: { replicas: 3 } }) });
  const openai = provider(platform);
  chat(platform, Backend.externalProvider(openai));
  new ModelRoute(platform.chart, 'other', { mesh: platform.mesh, paths: ['/other'], backend: Backend.externalProvider(openai) });
  const { deployment } = platform.find('ConfigMap', 'gateway-parameters').data;
  expect(deployment).toContain('replicas: 3');
  expect(deployment.match(/PROVIDER_CREDENTIAL/g)).toHaveLength(1);
});

test('another header, key and prefix: what the caller brings for somebody else is taken out', () => {
  const platform = withChat({ credential: ProviderCredential.fromSecret('key', { key: 'token', header: 'X-Api-Key', prefix: 'k-' }) });
  expect(platform.rules('chat')[0].backendRefs[0].filters[0].requestHeaderModifier).toEqual({
    set: [{ name: 'host', value: 'api.openai.com' }, { name: 'x-api-key', value: 'k-%ENVIRONMENT(PROVIDER_CREDENTIAL_API_OPENAI_COM)%' }],
    remove: ['authorization'],
  });
});

test.each<[string, ProviderCredential, string[] | undefined]>([
  ['none', ProviderCredential.none(), ['authorization']],
  ["the caller's", ProviderCredential.ofCaller(), undefined],
])('a credential of %s needs nothing in the gateway', (_, credential, remove) => {
  const platform = withChat({ credential });
  expect(platform.rules('chat')[0].backendRefs[0].filters[0].requestHeaderModifier).toEqual({
    set: [{ name: 'host', value: 'api.openai.com' }], ...(remove && { remove }),
  });
  expect(platform.all('ConfigMap')).toEqual([]);
});

test('it is visible where routes and the gateway are, and nowhere else', () => {
  const platform = new Platform({ gateway: MeshGateway.create({ namespace: 'ingress' }) });
  platform.mesh.addNamespace('team');
  const openai = provider(platform);
  new LlmRoute(platform.chart, 'chat', { mesh: platform.mesh, namespace: 'team', chatCompletions: {}, backend: Backend.externalProvider(openai) });
  expect(platform.find('ServiceEntry', 'openai').spec.exportTo).toEqual(['.', 'ingress', 'team']);
  expect(platform.find('DestinationRule', 'openai').spec.exportTo).toEqual(['.', 'ingress', 'team']);
  expect(platform.all('ReferenceGrant')).toEqual([]);
});

test.each<[string, () => void]>([
  ["[app/second] hostname is that of app/openai too, and of two ServiceEntries for a host Istio follows the older, got 'api.openai.com'", () => {
    const platform = new Platform();
    provider(platform);
    provider(platform, {}, 'second');
  }],
  ["[app/openai] hostname must be one host, which DNS knows, got '*.openai.com'", () => withChat({ hostname: '*.openai.com' })],
  ['[app/openai] port must be', () => withChat({ port: 0 })],
  ['[app/openai] credential.secretName must be a DNS subdomain', () => withChat({ credential: ProviderCredential.fromSecret('A B') })],
  ["[app/openai] credential.key must be a key of a Secret: letters, digits, - _ and ., got 'a b'", () => withChat({
    credential: ProviderCredential.fromSecret('key', { key: 'a b' }),
  })],
  ['[app/openai] credential.header must not be a header that belongs to the connection', () => withChat({
    credential: ProviderCredential.fromSecret('key', { header: 'Host' }),
  })],
  ["[app/openai] credential.prefix must have no %, which Envoy takes for a command, got '%'", () => withChat({
    credential: ProviderCredential.fromSecret('key', { prefix: '%' }),
  })],
  ['[app/chat] wants the Secret openai-key in the pods of the gateway infra/shared, which somebody else makes: use a gateway of the mesh', () => withChat(
    {}, new Platform({ gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'infra' }) }),
  )],
  ["[app/chat] service routes callers in the mesh to the external provider 'api.openai.com', whose credential only the gateway has, got 'llm'", () => {
    const platform = new Platform();
    chat(platform, Backend.externalProvider(provider(platform)), { service: 'llm' });
  }],
  ["[app/chat] mirror.backend mirrors to the external provider 'api.openai.com', and a copy carries neither its host nor its credential: mirror to a Service", () => {
    const platform = new Platform();
    chat(platform, platform.pool('llama'), { mirror: { backend: Backend.externalProvider(provider(platform)) } });
  }],
  ["[app/chat] requestHeaders changes the header authorization, in which the external provider 'api.openai.com' gets its credential", () => {
    const platform = new Platform();
    chat(platform, Backend.externalProvider(provider(platform)), { requestHeaders: { set: { Authorization: 'x' } } });
  }],
  ["[app/chat] backend must be an ExternalProvider of the route's own mesh, got 'api.openai.com'", () => {
    chat(new Platform(), Backend.externalProvider(provider(new Platform())));
  }],
])('refuses what cannot work: %s', (message, make) => {
  expect(make).toThrow(message);
});

test('an adopted gateway serves a provider that needs nothing of it', () => {
  const platform = withChat({ credential: ProviderCredential.ofCaller() }, new Platform({
    gateway: MeshGateway.fromGateway({ name: 'shared', namespace: 'infra' }),
  }));
  expect(platform.find('ServiceEntry', 'openai').spec.exportTo).toEqual(['.', 'infra']);
});

test('a provider in no route is seen in its own namespace only', () => {
  const platform = new Platform();
  provider(platform);
  expect(platform.find('ServiceEntry', 'openai').spec.exportTo).toEqual(['.']);
});
