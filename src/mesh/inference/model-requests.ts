import type { PathMatchConfig } from '../../core/match/path-match';
import { quoteRegex } from '../../core/regex';
import type { MeshContext } from '../context';

/** What a body-based router writes the model of a request into, as it stands in the body. Callers can set it as well. */
export const MODEL_HEADER = 'x-gateway-model-name';

/** What it writes the base model into: that of the adapter or alias that the body names; empty where nobody declared it. */
export const BASE_MODEL_HEADER = 'x-gateway-base-model-name';

export const MODEL_HEADERS: readonly string[] = [MODEL_HEADER, BASE_MODEL_HEADER];

/** Requests of a route that compares such a header. */
export interface ModelRequest {
  readonly path: PathMatchConfig;
  readonly header: string;
  /** The value that it must have; undefined for an expression. */
  readonly model?: string;
}

/** The router at the gateway of a mesh. */
export interface ModelRouterBinding {
  /** What the header of the base model can say. */
  readonly baseModels: readonly string[];
}

const ROUTERS = new WeakMap<MeshContext, ModelRouterBinding>();
const REQUESTS = new WeakMap<MeshContext, ModelRequest[]>();

/** False where the gateway has a router already. */
export function registerModelRouter(context: MeshContext, router: ModelRouterBinding): boolean {
  if (ROUTERS.has(context)) {
    return false;
  }
  ROUTERS.set(context, router);
  return true;
}

export function askModelRouter(context: MeshContext, request: ModelRequest): void {
  REQUESTS.set(context, [...REQUESTS.get(context) ?? [], request]);
}

/** What is wrong with comparisons of a header that only the router of these pools can write. */
export function unansweredBy(context: MeshContext, requests: readonly ModelRequest[]): string[] {
  const router = ROUTERS.get(context);
  const models = new Set(requests.filter(({ header }) => header === BASE_MODEL_HEADER).map(({ model }) => model));
  if (!router) {
    return models.size === 0 ? [] : [`compares the header ${BASE_MODEL_HEADER}, which nothing sets: create a ModelRouter, or compare ${MODEL_HEADER} `
      + 'or another header that callers set'];
  }
  return [...models].filter((model) => model !== undefined && !router.baseModels.includes(model))
    .map((model) => `compares the header ${BASE_MODEL_HEADER} with '${model}', which no pool of the ModelRouter serves `
      + `(${router.baseModels.join(', ')}): use its modelHeader(pool), or give it the pool`);
}

/** An expression for the `:path` of the requests whose model a route compares; undefined where none does. */
export function pathsToRead(context: MeshContext): string | undefined {
  const paths = new Set((REQUESTS.get(context) ?? []).map(({ path }) => expressionOf(path)));
  return paths.size === 0 ? undefined : `(${[...paths].join('|')})`;
}

/** The query follows the path there. */
function expressionOf({ type, value }: PathMatchConfig): string {
  switch (type) {
    case 'Exact': return `${quoteRegex(value)}(\\?.*)?`;
    case 'PathPrefix': return value === '/' ? '/.*' : `${quoteRegex(value.replace(/\/+$/, ''))}([/?].*)?`;
    default: return `(${value})(\\?.*)?`;
  }
}
