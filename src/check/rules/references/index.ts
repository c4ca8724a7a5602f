import { brokenAuthority, missingAuthority } from './authorities';
import { brokenCertificate } from './broken-certificate';
import { container } from './container';
import { danglingBackend } from './dangling-backend';
import { egressPort } from './egress-port';
import { entryWithoutPods } from './entry-without-pods';
import { hiddenFromCallers } from './hidden-from-callers';
import { hiddenFromGateway } from './hidden-from-gateway';
import { missingAccount } from './missing-account';
import { missingCertificate } from './missing-certificate';
import { missingClass } from './missing-class';
import { missingGrant } from './missing-grant';
import { missingParent } from './missing-parent';
import { missingPort } from './missing-port';
import { missingTarget } from './missing-target';
import { missingParameters, unknownParameter, unknownParameterKind } from './parameters';
import { parametersOfClass } from './parameters-of-class';
import { portOfTwoKinds } from './port-of-two-kinds';
import { redirectToNobody } from './redirect-to-nobody';
import { refusedByListeners } from './refused-by-listeners';
import { roleRef } from './role-ref';
import { selectorAndTemplate } from './selector-and-template';
import { servicePorts } from './service-ports';
import { serviceWithoutPods } from './service-without-pods';
import { serviceWithoutSelector } from './service-without-selector';
import { settingsOfNoPort } from './settings-of-no-port';
import { targetPort } from './target-port';
import { tcpEntriesOnOnePort } from './tcp-entries-on-one-port';
import { tcpEntryWithoutAddress } from './tcp-entry-without-address';
import { tlsOfNoPort } from './tls-of-no-port';
import { udpPort } from './udp-port';
import { ungrantedCertificate } from './ungranted-certificate';
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
  serviceWithoutPods,
  targetPort,
  missingAccount,
  missingClass,
  servicePorts,
  selectorAndTemplate,
  serviceWithoutSelector,
  udpPort,
  redirectToNobody,
  settingsOfNoPort,
  ungrantedCertificate,
  portOfTwoKinds,
  hiddenFromGateway,
  brokenCertificate,
  missingAuthority,
  brokenAuthority,
  tlsOfNoPort,
  missingParameters,
  unknownParameter,
  entryWithoutPods,
  container,
  unknownParameterKind,
  parametersOfClass,
  hiddenFromCallers,
  roleRef,
  egressPort,
  tcpEntryWithoutAddress,
  tcpEntriesOnOnePort,
];
