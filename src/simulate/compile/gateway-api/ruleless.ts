import type { Rule } from '../rule';
import { UnusableRoute } from './unusable';

/** The rules, or none where the route is unusable. */
export function ruleless(convert: () => readonly Rule[]): readonly Rule[] {
  try {
    return convert();
  } catch (error) {
    if (error instanceof UnusableRoute) {
      return [];
    }
    throw error;
  }
}
