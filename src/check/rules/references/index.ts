import { danglingBackend } from './dangling-backend';
import { missingCertificate } from './missing-certificate';
import { missingGrant } from './missing-grant';
import { missingParent } from './missing-parent';
import { missingPort } from './missing-port';
import { missingTarget } from './missing-target';
import { refusedByListeners } from './refused-by-listeners';
import type { Rule } from '../../rule';

/** Group 01, in the order of codes. */
export const REFERENCE_RULES: readonly Rule[] = [
  danglingBackend,
  missingGrant,
  missingPort,
  missingParent,
  refusedByListeners,
  missingTarget,
  missingCertificate,
];
