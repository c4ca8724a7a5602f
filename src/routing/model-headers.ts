import type { Construct } from 'constructs';
import type { RouteRule } from './rule';
import type { Site } from '../core/site';
import type { MeshContext } from '../mesh/context';
import { askModelRouter, MODEL_HEADERS, unansweredBy } from '../mesh/inference/model-requests';

/** Tells the body-based router which requests it must read, and finds routes that wait for headers that nothing sets. */
export function declareModelHeaders(scope: Construct, context: MeshContext, site: Site, rules: readonly RouteRule[]): void {
  const compared = rules.flatMap(({ matches }) => matches).flatMap(({ path, headers }) => headers
    .filter(({ name }) => MODEL_HEADERS.includes(name.toLowerCase()))
    .map(({ type, name, value }) => ({ path, header: name.toLowerCase(), model: type === 'Exact' ? value : undefined })));
  if (compared.length === 0) {
    return;
  }
  compared.forEach((request) => askModelRouter(context, request));
  // The router may be declared after its routes.
  scope.node.addValidation({ validate: () => unansweredBy(context, compared).map((problem) => `${site} ${problem}`) });
}
