import type { Side } from './agreement';

interface Reason {
  readonly who: Side['who'];
  readonly kind?: string;
  /** In what the one says that the other does not. */
  readonly said: RegExp;
  readonly because: string;
}

/** Every difference that stays, and why. */
const REASONS: readonly Reason[] = [
  {
    who: 'only we refuse',
    said: /metadata\.name: must match/,
    because: 'the API server checks names before it asks CRD and webhook',
  },
  {
    who: 'only they refuse',
    said: /"null"/,
    because: 'the API server leaves out fields that are null before it validates, the validator of Istio\'s tests does not',
  },
  {
    who: 'only they refuse',
    kind: 'EnvoyFilter',
    said: /could not resolve Any message type|json: |proto: |unknown value|invalid value|bad Duration|Envoy filter: (unknown|failed|syntax|invalid character)/,
    because: 'values of an EnvoyFilter are read with the API of Envoy, some thousand messages, which check does not carry',
  },
  {
    who: 'only we warn',
    kind: 'VirtualService',
    said: /^MLM0911 .*fault\.abort: the abort has no status/,
    because: 'validateHTTPFaultInjection drops the warning that validateHTTPFaultInjectionAbort makes; istiod leaves the abort out all the same',
  },
  {
    who: 'only we warn',
    kind: 'VirtualService',
    said: /^MLM0973 .*has no percentage/,
    because: 'a fault for no request is valid; the webhook says nothing of what has no effect',
  },
  {
    who: 'only we warn',
    kind: 'DestinationRule',
    said: /^MLM0918 spec\.(subsets|trafficPolicy\.portLevelSettings)/,
    because: 'validateSubset and validatePortTrafficPolicies drop the warnings that they give for the policy of the rule itself',
  },
];

export function reasonFor({ who, theirs, ours }: Side): string | undefined {
  const [their, our] = who.endsWith('refuse') ? [[theirs.crd, theirs.webhook], ours.refusals] : [theirs.warnings ?? [], ours.warnings];
  const said = (who.startsWith('only they') ? their : our).filter((text) => text !== undefined);
  return REASONS.find((reason) => reason.who === who
    && (reason.kind ?? theirs.object.kind) === theirs.object.kind
    && said.every((text) => reason.said.test(text)))?.because;
}
