import { MODEL_NAMES_EXAMPLE } from './router-example';
import type { ModelNames, ModelRouters } from '../../../manifest/inference/model-routers';
import { CONFIG_MAP } from '../../../manifest/kinds';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule } from '../../rule';

export const modelNames = rule({
  code: 'MLM0531',
  name: 'model-names',
  severity: 'error',
  title: 'A body-based router is told of the same name by two base models',
  kinds: [CONFIG_MAP],
  message: '{other} has {names} as an adapter of {base}: {winner} gets all requests for it',
  why: 'The router keeps one base model for each adapter, that of the ConfigMap that it read last, and asks for adapters first: a base model whose name is that of an '
    + 'adapter gets nothing. Requests come to servers that have another model of the name, or none, and every status is fine.',
  fix: 'give the adapter another name in one of the pools',
  cases: ['disagreements/router-names'],
  evidence: 'every request for the base model goes to the servers of the other, and every request for the adapter to one of the pools',
  bad: altered(MODEL_NAMES_EXAMPLE, ['adapters: |\n    - chat-lora', 'adapters: "[sql-lora]" # <- MLM0531']),
  good: MODEL_NAMES_EXAMPLE,
  * check(configMap, { index: { modelRouters } }) {
    const together = readWith(configMap, modelRouters);
    const own = together.find((each) => each.configMap === configMap);
    const others = together.filter(({ base }) => own !== undefined && base !== own.base);
    for (const other of own === undefined ? [] : others) {
      const related = [{ at: other.configMap.at('data', 'adapters'), label: 'the other' }];
      const data = { base: other.base, other: other.configMap.id };
      if (other.adapters.includes(own!.base)) {
        yield { at: configMap.at('data', 'baseModel'), data: { ...data, names: own!.base, winner: other.base }, related };
      }
      const names = isBefore(other, own!) ? own!.adapters.filter((adapter) => other.adapters.includes(adapter)) : [];
      if (names.length > 0) {
        yield { at: configMap.at('data', 'adapters'), data: { ...data, names: names.join(', '), winner: 'the one that the router read last' }, related };
      }
    }
  },
});

/** What a router reads that reads this one: of its namespace, unless one reads all. */
function readWith({ namespace }: ManifestObject, modelRouters: ModelRouters): readonly ModelNames[] {
  return modelRouters.namesIn(modelRouters.all().some((router) => router.namespace === undefined) ? undefined : namespace);
}

function isBefore({ configMap: a }: ModelNames, { configMap: b }: ModelNames): boolean {
  return `${a.namespace}/${a.name}` < `${b.namespace}/${b.name}`;
}
