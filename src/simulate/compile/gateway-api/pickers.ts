import type { Behaviours } from '../../../core/versions/behaviours';
import { INFERENCE_POOL } from '../../../manifest/kinds';
import type { ManifestIndex } from '../../../manifest/manifest-index';
import type { ManifestObject } from '../../../manifest/manifest-object';
import type { Picker } from '../../tables';
import { pickerProgram } from '../picker-program';
import { poolHost } from '../pools';
import type { WeightedRef } from './destinations';
import type { TargetRef } from './targets';

/** Whose endpoint picker a rule asks; none: nobody's (pilot/pkg/config/kube/gateway/conversion.go `buildHTTPDestination`). */
export function pickersOf(index: ManifestIndex, route: ManifestObject, refs: readonly WeightedRef[], poolPicker: Behaviours['poolPicker']): readonly Picker[] {
  const weighted = refs.filter(({ weight = 1 }) => weight > 0);
  const isOwn = poolPicker === 'per-backend';
  const asked = isOwn ? weighted : weighted.slice(-1);
  return asked.flatMap((ref) => {
    const picker = pickerOf(index, route, ref);
    return picker === undefined ? [] : [{ ...picker, isOwn }];
  });
}

function pickerOf(index: ManifestIndex, route: ManifestObject, { group, kind, namespace = route.namespace, name }: TargetRef): Omit<Picker, 'isOwn'> | undefined {
  const isPool = group === INFERENCE_POOL.group && kind === INFERENCE_POOL.kind;
  const pool = isPool ? index.find(INFERENCE_POOL, namespace, name) : undefined;
  const { endpointPickerRef } = pool?.spec ?? {};
  if (pool === undefined || endpointPickerRef === undefined) {
    return undefined;
  }
  const { name: service, port, failureMode } = endpointPickerRef;
  return {
    pool: poolHost(index, pool),
    cluster: { host: index.hosts.fqdnOf({ namespace, name: service }), port: port?.number ?? 0 },
    failsOpen: failureMode === 'FailOpen',
    origin: { object: pool, at: pool.at('spec', 'endpointPickerRef') },
    program: pickerProgram(index, pool, port?.number ?? 0),
  };
}
