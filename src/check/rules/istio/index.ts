import type { Rule } from '../../rule';
import { forbiddenAnnotation } from './common/annotations';
import { deprecatedField, oldDefinition } from './common/deprecated';
import { exportTo } from './common/export-to';
import { annotationValue, deprecatedAnnotation, unknownAnnotation } from './common/known-annotations';
import { labelName, labelValue } from './common/label-value';
import { policyTarget } from './common/policy-target';
import { externalPort, portName } from './common/port-name';
import { selectorKey } from './common/selector-key';
import { selectorWithoutLabels } from './common/selector-without-labels';
import { selectsNothing } from './common/selects-nothing';
import { unknownEgressHost, unknownMeshHost } from './common/unknown-host';
import { breakerValues } from './destination-rule/breaker';
import { clientTls } from './destination-rule/client-tls';
import { destinationRuleDoubtful } from './destination-rule/doubtful';
import { subsetWithoutPods, unknownRuleHost } from './destination-rule/host';
import { loadBalancerValues } from './destination-rule/load-balancer';
import { destinationRuleShape } from './destination-rule/shape';
import { envoyFilterPatch } from './extensions/envoy-filter';
import { envoyFilterDoubtful } from './extensions/envoy-filter-doubtful';
import { operationWithoutEffect, relativeOperation } from './extensions/operations';
import { brokenCredential, missingCredential, unreadableCredential } from './gateway/credential';
import { serverTlsDoubtful } from './gateway/doubtful';
import { gatewayPortNotServed, gatewayWithoutPods } from './gateway/pods';
import { redirectToNoTls } from './gateway/redirect-to-no-tls';
import { conflictingGateways, sharedCertificate } from './gateway/rivals';
import { gatewayServer } from './gateway/server';
import { serverTls } from './gateway/server-tls';
import { authorizationAction } from './security/authorization-action';
import { authorizationRule } from './security/authorization-rule';
import { denyWithoutPort } from './security/deny-without-port';
import { jwtRule } from './security/jwt-rule';
import { privateKey } from './security/private-key';
import { conflictingProtocols } from './service-entry/conflicting-protocols';
import { serviceEntryDoubtful } from './service-entry/doubtful';
import { endpoint } from './service-entry/endpoint';
import { plaintextToTlsPort } from './service-entry/plaintext-to-tls-port';
import { serviceEntry } from './service-entry/service-entry';
import { tlsTwice } from './service-entry/tls-twice';
import { conflictingSidecars } from './sidecar/conflicting';
import { sidecarDoubtful } from './sidecar/doubtful';
import { sidecarEgress } from './sidecar/egress';
import { sidecarInAmbient } from './sidecar/in-ambient';
import { sidecarIngress } from './sidecar/ingress';
import { telemetryDoubtful } from './telemetry/doubtful';
import { telemetryValues } from './telemetry/telemetry';
import { conflictingMeshHosts } from './virtual-service/conflicting-hosts';
import { corsOrigin } from './virtual-service/cors-origin';
import { missingDelegate, unfitDelegate } from './virtual-service/delegates';
import { virtualServiceDestination } from './virtual-service/destination';
import { virtualServiceDoubtful } from './virtual-service/doubtful';
import { faultOfNoShare } from './virtual-service/fault-of-no-share';
import { headerOperation } from './virtual-service/headers';
import { hostNotAtGateway } from './virtual-service/host-not-at-gateway';
import { virtualServiceHttpRoute } from './virtual-service/http-route';
import { ineffectiveMatch } from './virtual-service/ineffective-match';
import { internalGateway } from './virtual-service/internal-gateway';
import { virtualServiceL4Route } from './virtual-service/l4-route';
import { literalHost } from './virtual-service/literal-host';
import { virtualServiceMatch } from './virtual-service/match';
import { matchOfNobody } from './virtual-service/match-of-nobody';
import { missingGateway } from './virtual-service/missing-gateway';
import { ambiguousDestinationPort, danglingDestination, missingDestinationPort, missingSubset, routesPastAtGateway } from './virtual-service/named-destination';
import { routeOfOtherProtocol } from './virtual-service/route-of-other-protocol';
import { virtualServiceScope } from './virtual-service/scope';
import { unreachableRoute } from './virtual-service/unreachable';
import { workloadGroup } from './workload/workload-group';

/** Group 09, in the order of codes. */
export const ISTIO_RULES: readonly Rule[] = [
  forbiddenAnnotation,
  policyTarget,
  selectorWithoutLabels,
  exportTo,
  virtualServiceScope,
  virtualServiceHttpRoute,
  virtualServiceMatch,
  virtualServiceDestination,
  headerOperation,
  virtualServiceL4Route,
  virtualServiceDoubtful,
  unreachableRoute,
  ineffectiveMatch,
  destinationRuleShape,
  breakerValues,
  loadBalancerValues,
  clientTls,
  destinationRuleDoubtful,
  gatewayServer,
  serverTls,
  serverTlsDoubtful,
  serviceEntry,
  endpoint,
  serviceEntryDoubtful,
  workloadGroup,
  sidecarIngress,
  sidecarEgress,
  sidecarDoubtful,
  authorizationAction,
  authorizationRule,
  denyWithoutPort,
  jwtRule,
  privateKey,
  telemetryValues,
  telemetryDoubtful,
  envoyFilterPatch,
  envoyFilterDoubtful,
  selectorKey,
  conflictingMeshHosts,
  missingGateway,
  hostNotAtGateway,
  conflictingSidecars,
  danglingDestination,
  missingDestinationPort,
  missingSubset,
  ambiguousDestinationPort,
  routesPastAtGateway,
  gatewayWithoutPods,
  gatewayPortNotServed,
  missingCredential,
  brokenCredential,
  conflictingGateways,
  sharedCertificate,
  unknownRuleHost,
  subsetWithoutPods,
  conflictingProtocols,
  operationWithoutEffect,
  relativeOperation,
  unknownAnnotation,
  deprecatedAnnotation,
  annotationValue,
  selectsNothing,
  deprecatedField,
  internalGateway,
  oldDefinition,
  sidecarInAmbient,
  portName,
  externalPort,
  labelValue,
  unknownMeshHost,
  unknownEgressHost,
  unreadableCredential,
  faultOfNoShare,
  labelName,
  literalHost,
  corsOrigin,
  matchOfNobody,
  routeOfOtherProtocol,
  missingDelegate,
  unfitDelegate,
  redirectToNoTls,
  plaintextToTlsPort,
  tlsTwice,
];
