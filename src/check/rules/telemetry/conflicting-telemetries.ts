import { TELEMETRY_EXAMPLE } from './telemetry-example';
import type { TelemetrySpec } from '../../../../imports/telemetry.istio.io';
import { selectorOf, targetRefs } from '../../../manifest/istio/policies';
import { TELEMETRY } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import { altered, rule, yaml } from '../../rule';

type Telemetry = ManifestObject<TelemetrySpec>;

const LOGS = yaml`
  apiVersion: telemetry.istio.io/v1
  kind: Telemetry
  metadata:
    name: logs
    namespace: ml-serving
  spec:
    accessLogging:
      - providers:
          - name: envoy
`;

const GOOD = `${TELEMETRY_EXAMPLE}---\n${LOGS}`;

export const accessLogWithoutProvider = rule({
  code: 'MLM0704',
  name: 'access-log-without-provider',
  severity: 'warning',
  title: 'An access log is switched on and has no provider',
  kinds: [TELEMETRY],
  message: 'the access log names no provider, and the mesh has no default one',
  why: 'Nothing is logged: without a provider there is nobody to write to, unless meshConfig.defaultProviders.accessLogging names one.',
  fix: 'name a provider, e.g. envoy, which writes to the output of the proxy',
  sameAs: ['IST0157'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/telemetry/providers.go, pilot/pkg/model/telemetry.go. No case: the box has no output of proxies to look at',
  bad: altered(GOOD, ['  accessLogging:\n    - providers:\n        - name: envoy', '  accessLogging:\n    - match: # <- MLM0704\n        mode: SERVER']),
  good: GOOD,
  * check(telemetry, { index }) {
    const isDefault = index.meshConfig.logsByDefault();
    const inherited = isDefault === false ? inheritedBy(telemetry, index) : [];
    for (const [i, log] of isDefault === false ? logsOf(telemetry).entries() : []) {
      if (log.disabled !== true && ![...inherited, log].some((each) => provides(each, log))) {
        yield { at: telemetry.at('spec', 'accessLogging', i) };
      }
    }
  },
});

export const conflictingTelemetries = rule({
  code: 'MLM0705',
  name: 'conflicting-telemetries',
  severity: 'error',
  title: 'Two Telemetries are for the same pods',
  kinds: [TELEMETRY],
  message: '{other} is for {pods}, too: {problem}',
  why: 'Of the Telemetries of a namespace without selector a proxy takes the oldest, and the others are left out without a word. Those with a selector are put together in the order '
    + 'in which they were created: where both speak of the same, the later one overrides the other, in a new cluster perhaps the other way round.',
  fix: 'put both into one, or narrow the selectors',
  sameAs: ['IST0159', 'IST0160'],
  evidence: 'source: istio.io/istio pkg/config/analysis/analyzers/telemetry/{selector,default_selector}.go, pilot/pkg/model/telemetry.go. '
    + 'No case: which of the two counts depends on the second in which each was created',
  bad: altered(GOOD, ['name: logs\n  namespace: ml-serving', 'name: logs # <- MLM0705\n  namespace: istio-system'], ['name: tracing\n  namespace', 'name: tracing # <- MLM0705\n  namespace']),
  good: GOOD,
  * check(telemetry, { index }) {
    for (const other of targetRefs(telemetry).length > 0 ? [] : index.objects.in(TELEMETRY, telemetry.namespace)) {
      const conflict = other === telemetry || targetRefs(other).length > 0 ? undefined : conflictOf(telemetry, other, index);
      if (conflict !== undefined) {
        yield { at: telemetry.at('metadata', 'name'), data: { other: other.id, ...conflict }, related: [{ at: other.at('metadata', 'name'), label: 'is for the same pods' }] };
        return;
      }
    }
  },
});

type AccessLog = NonNullable<TelemetrySpec['accessLogging']>[number];

function logsOf({ spec }: Telemetry): readonly AccessLog[] {
  return spec.accessLogging ?? [];
}

/**
 * Where a log without provider takes one from: Telemetries for all proxies of the mesh, and of the namespace
 * (istio.io/istio pilot/pkg/model/telemetry.go `mergeLogs`).
 */
function inheritedBy(telemetry: Telemetry, { objects, rootNamespace }: ManifestIndex): readonly AccessLog[] {
  const isOfAll = (other: Telemetry) => Object.keys(selectorOf(other) ?? {}).length === 0 && targetRefs(other).length === 0;
  const wider = [rootNamespace, telemetry.namespace].filter((namespace) => !isOfAll(telemetry) || namespace !== telemetry.namespace);
  return wider.flatMap((namespace) => objects.in(TELEMETRY, namespace)).filter(isOfAll).flatMap(logsOf);
}

const BOTH = 'CLIENT_AND_SERVER';

/** Whether a log names a provider, and there are requests that both logs are for: those that a proxy sends, or those that it receives. */
function provides(log: AccessLog, other: AccessLog): boolean {
  const modes = [log, other].map(({ match }) => String(match?.mode ?? BOTH));
  return (log.providers ?? []).length > 0 && (modes[0] === modes[1] || modes.includes(BOTH));
}

const PARTS = ['metrics', 'tracing', 'accessLogging'] as const;

/** What both are for, and what becomes of it, in words. */
function conflictOf(a: Telemetry, b: Telemetry, { pods }: ManifestIndex): { readonly pods: string; readonly problem: string } | undefined {
  const [first, second] = [selectorOf(a), selectorOf(b)];
  if (first === undefined || second === undefined) {
    return first === second ? { pods: 'every pod of the namespace', problem: 'one of the two has no effect' } : undefined;
  }
  const parts = PARTS.filter((part) => [a, b].every(({ spec }) => (spec[part] ?? []).length > 0));
  const others = pods.matching(b.namespace, second);
  const common = parts.length === 0 ? undefined : pods.matching(a.namespace, first).find((each) => others.includes(each));
  return common && { pods: common.owner.id, problem: `of what both say of ${parts.join(' and ')} the later one overrides the other` };
}
