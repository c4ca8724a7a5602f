import { emptyPool } from './empty-pool';
import { equalRuleNames } from './equal-rule-names';
import { groupOfObjective } from './group-of-objective';
import { hiddenPicker } from './hidden-picker';
import { jsonToGrpcPicker } from './json-to-grpc-picker';
import { missingPicker } from './missing-picker';
import { modelNames } from './model-names';
import { oldPoolGroup } from './old-pool-group';
import { pickerConfigFile, pickerConfigRefused, flowControlGate, pluginParameter } from './picker-config';
import { pickerFlags } from './picker-flags';
import { metricsBehindStrict, pickerInSidecar } from './picker-in-sidecar';
import { pickerMetrics } from './picker-metrics';
import { parserOfAnotherApi, pickerParser } from './picker-parser';
import { pickerPool } from './picker-pool';
import { pickerPort } from './picker-port';
import { pickerProbe } from './picker-probe';
import { pickerProbePort } from './picker-probe-port';
import { pickerRole } from './picker-role';
import { pickerProtocol, pickerSelector, pickerTargetPort } from './picker-service';
import { pickerCertificate, pickerTlsMissing, pickerTlsUnexpected } from './picker-tls';
import { poolInAmbient } from './pool-in-ambient';
import { poolName } from './pool-name';
import { poolOfObjective } from './pool-of-objective';
import { poolProtocol } from './pool-protocol';
import { poolTargetPort } from './pool-target-port';
import { poolWithoutGateway } from './pool-without-gateway';
import { poolWithoutPicker } from './pool-without-picker';
import { routerBuffer } from './router-buffer';
import { routerHeader } from './router-header';
import { routerMode } from './router-mode';
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
  pickerTlsMissing,
  pickerTlsUnexpected,
  pickerCertificate,
  pickerPool,
  pickerTargetPort,
  pickerSelector,
  pickerProtocol,
  poolWithoutPicker,
  pickerConfigFile,
  pickerConfigRefused,
  flowControlGate,
  pluginParameter,
  pickerFlags,
  pickerRole,
  pickerProbe,
  poolOfObjective,
  pickerInSidecar,
  metricsBehindStrict,
  poolInAmbient,
  poolName,
  groupOfObjective,
  modelNames,
  pickerMetrics,
  routerHeader,
  routerMode,
  routerBuffer,
  poolProtocol,
  pickerParser,
  parserOfAnotherApi,
  jsonToGrpcPicker,
  pickerProbePort,
];
