import type { Rule } from '../rule';
import { DATA_PLANE_RULES } from './data-plane';
import { DOCUMENT_RULES } from './documents';
import { INFERENCE_RULES } from './inference';
import { ISTIO_RULES } from './istio';
import { LIMIT_RULES } from './limits';
import { REFERENCE_RULES } from './references';
import { ROLLOUT_RULES } from './rollout';
import { ROUTING_RULES } from './routing';
import { SECURITY_RULES } from './security';
import { TELEMETRY_RULES } from './telemetry';

/** Every rule, in the order of codes. */
export const RULES: readonly Rule[] = [
  ...DOCUMENT_RULES,
  ...REFERENCE_RULES,
  ...ROUTING_RULES,
  ...LIMIT_RULES,
  ...SECURITY_RULES,
  ...INFERENCE_RULES,
  ...DATA_PLANE_RULES,
  ...TELEMETRY_RULES,
  ...ROLLOUT_RULES,
  ...ISTIO_RULES,
];

/** The rule of a code or a name, in any case. */
export function findRule(text: string): Rule | undefined {
  const wanted = text.toLowerCase();
  return RULES.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
}
