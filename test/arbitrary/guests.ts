import * as fc from 'fast-check';
import type { Facts } from './facts';
import { factsOf } from './facts';
import { givePods, takesJson } from './inference';
import type { Guests, PoolStep, Recipe, RouteStep, Struct, Value } from './recipe';
import { callValue, enumValue, isCall, memberOf, structOf } from './recipe';
import * as texts from './texts';
import { anyBoolean, call, maybe, struct } from './values';
import type { ExternalProviderProps, ModelRouterProps, ProviderSecretOptions } from '../../src';

/** What takes routes of its own: they are made for it, when the platform is known. */
export function guests(): fc.Arbitrary<Guests> {
  return fc.record({
    router: maybe(router(), 40),
    provider: maybe(provider(), 30),
    shares: maybe(fc.constant(true as const), 40),
  }).map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined)) as Guests);
}

function router(): fc.Arbitrary<Struct> {
  return struct<ModelRouterProps>({
    mesh: fc.constant({ $mesh: true }),
    pools: fc.constant([]),
    failOpen: anyBoolean(),
    replicas: fc.constantFrom(0, 1, 2, 3),
    image: fc.constant('registry.example.com/gateway-api-inference-extension/bbr:v1.5.0'),
    cpu: texts.cpu(),
    memory: texts.memory(),
  }, { required: ['mesh', 'pools'], presence: 65 });
}

function provider(): fc.Arbitrary<Struct> {
  const options = struct<ProviderSecretOptions>({
    key: fc.constantFrom('api-key', 'token.v1'),
    header: fc.constantFrom('x-api-key', 'Authorization'),
    prefix: fc.constantFrom('Key ', ''),
  }, { presence: 75 });
  return struct<ExternalProviderProps>({
    mesh: fc.constant({ $mesh: true }),
    hostname: fc.constantFrom('api.openai.com', 'models.provider.example'),
    credential: fc.oneof(
      { weight: 4, arbitrary: call('ProviderCredential.fromSecret', texts.objectName(), options) },
      call('ProviderCredential.ofCaller'),
      call('ProviderCredential.none'),
    ),
    port: fc.constantFrom(443, 8443),
  }, { required: ['mesh', 'hostname', 'credential'], presence: 65 });
}

/** Leaves out what the platform has no place for, and makes the routes of the rest. */
export function fitGuests(recipe: Recipe): void {
  const facts = factsOf(recipe);
  const { guests: drawn } = recipe;
  if (!drawn || !facts.gateway) {
    delete recipe.guests;
    return;
  }
  const pool = recipe.pools.find((step) => namesModels(step, recipe));
  const routes: RouteStep[] = [];
  if (drawn.provider && !ownsGateway(recipe) && isCall(drawn.provider.credential, 'ProviderCredential.fromSecret')) {
    delete drawn.provider;
  }
  if (drawn.provider) {
    routes.push(llmRoute('outside', callValue('Backend.externalProvider', { $provider: true })));
  }
  if (!pool || !takesJson(pool, recipe) || !gatewayIsInMesh(recipe, facts)) {
    delete drawn.router;
  }
  if (!pool || !rewrites(pool)) {
    delete drawn.shares;
  }
  if (pool && (drawn.router || drawn.shares)) {
    nameModels(pool, recipe);
  }
  if (pool && drawn.router) {
    drawn.router.pools = [{ $pool: pool.id }];
    routes.push(llmRoute('by-model', poolBackend(pool), { modelHeader: { $modelOf: pool.id } }));
  }
  if (pool && drawn.shares) {
    givePods(pool, recipe);
    routes.push(modelCanary(pool));
  }
  recipe.routes.push(...routes);
}

const BASE = 'shared-base';
const ADAPTER = 'shared-adapter';

/** Of servers that the platform makes it can be said what they serve. */
function namesModels({ props }: PoolStep, { servers }: Recipe): boolean {
  return props.servers.every(({ $server }: Value) => servers.some((step) => step.id === $server));
}

function nameModels({ props }: PoolStep, { servers }: Recipe): void {
  servers.filter(({ id }) => props.servers.some(({ $server }: Value) => $server === id)).forEach((step) => {
    step.props.engine = enumValue('ModelEngine.VLLM');
    step.props.model ??= '/models/shared';
    step.props.servedModelName = BASE;
    step.props.loraAdapters = [{ name: ADAPTER, path: '/adapters/shared' }];
  });
}

function rewrites({ props: { endpointPicker } }: PoolStep): boolean {
  const parsers = isCall(endpointPicker, 'EndpointPicker.create') ? structOf(endpointPicker).config?.parsers : undefined;
  return !parsers || parsers.some((parser: Value) => !['VLLM_GRPC', 'VERTEX_AI', 'PASSTHROUGH'].includes(memberOf(parser)!));
}

function ownsGateway({ mesh }: Recipe): boolean {
  return isCall(mesh.gateway, 'MeshGateway.create');
}

function gatewayIsInMesh({ mesh }: Recipe, { namespaces, mainNamespace }: Facts): boolean {
  return namespaces.includes(structOf(mesh.gateway).namespace ?? mainNamespace);
}

function poolBackend({ id }: PoolStep): Value {
  return callValue('Backend.inferencePool', { $pool: id });
}

function llmRoute(id: string, backend: Value, props: Struct = {}): RouteStep {
  return { kind: 'LlmRoute', id: `guest-${id}`, props: { mesh: { $mesh: true }, backend, exposeAtGateway: true, pathPrefix: `/guest-${id}`, ...props } };
}

function modelCanary(pool: PoolStep): RouteStep {
  const version = (name: string, model: string) => callValue('ModelVersion.ofModel', name, poolBackend(pool), model);
  return {
    kind: 'CanaryModel',
    id: 'guest-shares',
    props: {
      mesh: { $mesh: true },
      exposeAtGateway: true,
      paths: ['/guest-shares'],
      modelName: 'shared-name',
      stable: version('v1', BASE),
      candidates: [{ version: version('v2', ADAPTER), weight: 10 }],
    },
  };
}
