import type { Location } from '../../../../manifest/location';
import type { Hit } from '../../../rule';
import { isAddress } from '../values/addresses';
import { hostProblem, isDnsLabel, partialWildcardProblem } from '../values/names';
import { found, foundIn } from '../verdict';

export interface Scope {
  readonly isGateway: boolean;
  /** Made by istiod of a Gateway of Gateway API. */
  readonly isConverted?: boolean;
  /** Whether `~` before a namespace excludes it. */
  readonly hasExclusion?: boolean;
}

/** A host with the namespace that it is looked up in: `ml-serving/*.example.com`. */
export function* scopedHostHits(at: Location, text: string, scope: Scope): Iterable<Hit> {
  const slash = text.indexOf('/');
  if (slash < 0 && !scope.isGateway) {
    yield found(at, `${text} names no namespace`, `write <namespace>/${text}, or */${text}`);
    return;
  }
  if (slash >= 0) {
    yield* foundIn(at, text.slice(0, slash), (namespace) => namespaceProblem(namespace, scope));
  }
  yield* foundIn(at, text.slice(slash + 1), (host) => hostPartProblem(host, scope.isGateway));
}

function namespaceProblem(namespace: string, { isGateway, isConverted, hasExclusion }: Scope): string | undefined {
  const special = ['*', '.', ...(!isGateway || isConverted ? ['~'] : [])];
  const name = !isGateway && hasExclusion && namespace.startsWith('~') ? namespace.slice(1) : namespace;
  return special.includes(namespace) || special.includes(name) || isDnsLabel(name) ? undefined : `${JSON.stringify(namespace)} is no name of a namespace`;
}

function hostPartProblem(host: string, isGateway: boolean): string | undefined {
  if (host !== '*' && !host.includes('.')) {
    return `${JSON.stringify(host)} is no full host name`;
  }
  const problem = hostProblem(host);
  return problem !== undefined && !(isGateway && isAddress(host)) ? problem : partialWildcardProblem(host);
}
