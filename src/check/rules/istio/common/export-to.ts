import type { DestinationRuleSpec, ServiceEntrySpec, VirtualServiceSpec } from '../../../../../imports/networking.istio.io';
import type { Kind } from '../../../../manifest/kind';
import { DESTINATION_RULE, SERVICE_ENTRY, VIRTUAL_SERVICE } from '../../../../manifest/kinds';
import type { Location } from '../../../../manifest/location';
import { type Hit, yaml } from '../../../rule';
import { isDnsLabel } from '../values/names';
import { found, refused } from '../verdict';

type Exported = VirtualServiceSpec | DestinationRuleSpec | ServiceEntrySpec;

export const exportTo = refused<Exported>({
  code: 'MLM0904',
  name: 'export-to',
  title: 'The list of namespaces that an object is exported to contradicts itself',
  kinds: [VIRTUAL_SERVICE, DESTINATION_RULE, SERVICE_ENTRY] as readonly Kind<Exported>[],
  why: 'Namespaces are named once each, as ".", "*" or by name; "*" and, on a ServiceEntry, "~" stand alone. A DestinationRule with a workloadSelector holds in its own '
    + 'namespace only. The webhook refuses anything else.',
  fix: 'name each namespace once, or "*" alone',
  bad: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      exportTo: # <- MLM0904
        - "*"
        - ml-frontend
  `,
  good: yaml`
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata:
      name: model
      namespace: ml-serving
    spec:
      host: model
      exportTo:
        - "."
        - ml-frontend
  `,
  * check(object) {
    const { exportTo: names = [] } = object.spec;
    if (names.length === 0) {
      return;
    }
    const at = object.at('spec', 'exportTo');
    const isServiceEntry = object.is(SERVICE_ENTRY);
    yield* entryProblems(at, names, object.namespace, isServiceEntry);
    if ('workloadSelector' in object.spec && !isServiceEntry) {
      yield* foundBeyond(at, names, object.namespace);
    }
    for (const alone of ['*', ...(isServiceEntry ? ['~'] : [])]) {
      if (names.includes(alone) && names.length > 1) {
        yield found(at, `"${alone}" stands alone in exportTo`);
      }
    }
  },
});

function* entryProblems(at: Location, names: readonly string[], namespace: string, isServiceEntry: boolean): Iterable<Hit> {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const meant = name === '.' ? namespace : name;
    if (seen.has(meant)) {
      yield found(at.at(index), `exportTo names ${meant} twice`);
    } else if (meant !== '*' && !(meant === '~' && isServiceEntry) && !isDnsLabel(meant)) {
      yield found(at.at(index), `exportTo takes ".", "*" or names of namespaces, not ${JSON.stringify(name)}`);
    }
    seen.add(meant);
  }
}

/** A rule for some workloads counts for their own namespace. */
function* foundBeyond(at: Location, names: readonly string[], namespace: string): Iterable<Hit> {
  if (names.some((name) => name !== '.' && name !== namespace)) {
    yield found(at, 'a DestinationRule with a workloadSelector is not exported beyond its own namespace', 'leave exportTo out, or write "."');
  }
}
