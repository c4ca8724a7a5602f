import { emptyPool } from './empty-pool';
import { equalRuleNames } from './equal-rule-names';
import { hiddenPicker } from './hidden-picker';
import { missingPicker } from './missing-picker';
import { oldPoolGroup } from './old-pool-group';
import { pickerPort } from './picker-port';
import { poolTargetPort } from './pool-target-port';
import { poolWithoutGateway } from './pool-without-gateway';
import { weightedPools } from './weighted-pools';
import type { Rule } from '../../rule';

/** Group 05, in the order of codes. */
export const INFERENCE_RULES: readonly Rule[] = [
  weightedPools,
  equalRuleNames,
  hiddenPicker,
  poolWithoutGateway,
  missingPicker,
  pickerPort,
  emptyPool,
  poolTargetPort,
  oldPoolGroup,
];
