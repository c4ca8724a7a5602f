import { httpRuleAtZtunnel } from './http-rule-at-ztunnel';
import { openWaypoint } from './open-waypoint';
import { policyWithoutPods } from './policy-without-pods';
import type { Rule } from '../../rule';

/** Group 04, in the order of codes. */
export const SECURITY_RULES: readonly Rule[] = [
  openWaypoint,
  httpRuleAtZtunnel,
  policyWithoutPods,
];
