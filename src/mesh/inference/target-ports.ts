import { checkPort } from '../../core/numbers';
import type { Site } from '../../core/site';

/** Inference Extension: `spec.targetPorts` of an InferencePool has 8 items at most. */
const MAX_TARGET_PORTS = 8;

/** Ports of pods that a pool may name. */
export function checkTargetPorts(site: Site, ports: readonly number[]): number[] {
  ports.forEach((port, i) => checkPort(site.at(i), port));
  site.check(ports.length >= 1 && ports.length <= MAX_TARGET_PORTS && new Set(ports).size === ports.length, {
    problem: `must be 1 to ${MAX_TARGET_PORTS} different ports`,
    got: ports,
    fix: 'name each port of the pods once',
  });
  return [...ports];
}
