import { addressAtWaypoint } from './address-at-waypoint';
import { askedAboutItself } from './asked-about-itself';
import { claimsWithoutTokens, selectorAtGateway, unrestrictedKeys } from './at-gateway';
import { callerOutsideMesh } from './caller-outside-mesh';
import { callersAtThePods } from './callers-at-the-pods';
import { closedGateway } from './closed-gateway';
import { denyOfNobody } from './deny-of-nobody';
import { foreignTrustDomain } from './foreign-trust-domain';
import { gatewayPassesBy } from './gateway-passes-by';
import { headlessBehindWaypoint } from './headless-behind-waypoint';
import { httpRuleAtZtunnel } from './http-rule-at-ztunnel';
import { httpRuleOnTcpPort } from './http-rule-on-tcp-port';
import { identityWithoutMtls } from './identity-without-mtls';
import { impossibleSource } from './impossible-source';
import { mutualTlsPastSidecar } from './mutual-tls-past-sidecar';
import { mutualTlsToStrangers } from './mutual-tls-to-strangers';
import { noSuchRequest } from './no-such-request';
import { openWaypoint } from './open-waypoint';
import { optionalToken } from './optional-token';
import { plaintextToStrict } from './plaintext-to-strict';
import { policyOnVersion } from './policy-on-version';
import { policyWithoutPods } from './policy-without-pods';
import { policyWithoutWaypoint } from './policy-without-waypoint';
import { portOfNobody } from './port-of-nobody';
import { refusedGateway } from './refused-gateway';
import { rivalModes } from './rival-modes';
import { strictInDisabledNamespace } from './strict-in-disabled-namespace';
import { tlsLostAtPort } from './tls-lost-at-port';
import { tokenOfNobody } from './token-of-nobody';
import { tokensUnread } from './tokens-unread';
import { unknownAccount } from './unknown-account';
import { unknownNamespace } from './unknown-namespace';
import type { Rule } from '../../rule';

/** Group 04, in the order of codes. */
export const SECURITY_RULES: readonly Rule[] = [
  openWaypoint,
  httpRuleAtZtunnel,
  policyWithoutPods,
  plaintextToStrict,
  unknownAccount,
  callersAtThePods,
  policyWithoutWaypoint,
  closedGateway,
  optionalToken,
  headlessBehindWaypoint,
  policyOnVersion,
  gatewayPassesBy,
  foreignTrustDomain,
  unknownNamespace,
  selectorAtGateway,
  claimsWithoutTokens,
  unrestrictedKeys,
  identityWithoutMtls,
  refusedGateway,
  denyOfNobody,
  portOfNobody,
  httpRuleOnTcpPort,
  tokensUnread,
  mutualTlsToStrangers,
  noSuchRequest,
  tokenOfNobody,
  addressAtWaypoint,
  impossibleSource,
  callerOutsideMesh,
  tlsLostAtPort,
  rivalModes,
  askedAboutItself,
  mutualTlsPastSidecar,
  strictInDisabledNamespace,
];
