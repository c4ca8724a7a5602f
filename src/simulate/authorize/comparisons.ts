import { addressTest, coverEverything, NO_ADDRESS } from './address';
import type { Attributes, HttpAttributes } from './attributes';
import { claimAt, claimHolds, claimPath, requestPrincipalTest } from './claims';
import type { FieldTable } from './condition';
import { isUntold } from '../forwarded-for';
import { principal, SPIFFE } from './identity';
import { pathTest, withoutQuery } from './path';
import { headerTest, hostTest, namespaceTest, principalTest, serviceAccountTest, textTest, type TextTest, trustDomainTest } from './text';
import { aliasedDomains, aliasedPrincipals, type TrustDomains } from './trust-domains';
import { some, type Truth } from './truth';

/** Whether a request is what one value of a policy wants. */
export type Test = (request: Attributes) => Truth;

/** What a value means depends on these. */
export interface Scope {
  readonly policyNamespace: string;
  readonly trustDomains: TrustDomains;
}

/** One thing that policies compare. */
export interface Comparison {
  /** Whether the proxy must read HTTP for it. */
  readonly needsHttp: boolean;
  /** What the request has, for whoever asks why. Undefined: nothing, or it is not known offline. */
  readonly got: (request: Attributes) => string | undefined;
  /** Whether a request is what one of the values wants, where that takes all of them to know. */
  readonly together?: (wanted: readonly string[]) => Test | undefined;
  /** Undefined for a value that cannot be compared. */
  readonly test: (value: string, scope: Scope) => Test | undefined;
}

/** What policies compare, by the keys of `when` (istio.io/istio pilot/pkg/security/authz/model/model.go). */
export const BY_KEY: Readonly<Record<string, Comparison>> = {
  'source.principal': callerComparison((value, { trustDomains }) => aliasedPrincipals(value, trustDomains).map(principalTest)),
  'source.namespace': callerComparison((value) => [namespaceTest(value)]),
  'source.serviceAccount': callerComparison((value, { policyNamespace }) => [serviceAccountTest(value, policyNamespace)]),
  'source.trustDomain': callerComparison((value, { trustDomains }) => aliasedDomains(value, trustDomains).map(trustDomainTest)),
  'source.ip': addressComparison(({ sourceIp }) => sourceIp),
  'remote.ip': addressComparison(({ remoteIp }) => remoteIp),
  'destination.ip': addressComparison(({ destinationIp }) => destinationIp),
  'destination.port': {
    needsHttp: false,
    got: ({ destinationPort }) => String(destinationPort),
    test: (value) => (isPort(value) ? ({ destinationPort }) => destinationPort === Number(value) : undefined),
  },
  'connection.sni': {
    needsHttp: false,
    got: ({ serverName }) => serverName,
    test: (value) => {
      const test = textTest(value);
      return ({ serverName }) => test(serverName);
    },
  },
  'request.auth.principal': {
    needsHttp: true,
    got: ({ http }) => http?.claims && `${http.claims.iss}/${http.claims.sub}`,
    test: (value) => {
      const test = requestPrincipalTest(value);
      return ({ http }) => test(http?.claims);
    },
  },
  'request.auth.audiences': claimComparison(['aud']),
  'request.auth.presenter': claimComparison(['azp']),
};

/** Keys that carry a name in brackets. */
const BY_PREFIX: Readonly<Record<string, (argument: string) => Comparison | undefined>> = {
  'request.headers': (argument) => (
    argument.startsWith('[') && argument.endsWith(']') ? headerComparison(argument.slice(1, -1)) : undefined),
  'request.auth.claims': (argument) => {
    const path = claimPath(argument);
    return path && claimComparison(path);
  },
  // What other filters leave behind is theirs to say.
  'experimental.envoy.filters.': () => ({ needsHttp: false, got: () => undefined, test: () => () => undefined }),
};

/** What a key of `when` compares; undefined for an unknown one. */
export function comparisonOf(key: string): Comparison | undefined {
  if (Object.hasOwn(BY_KEY, key)) {
    return BY_KEY[key];
  }
  const prefix = Object.keys(BY_PREFIX).find((known) => key.startsWith(known));
  return prefix === undefined ? undefined : BY_PREFIX[prefix](key.slice(prefix.length));
}

/** The fields of a source. */
export const SOURCE: FieldTable = [
  ['principals', 'notPrincipals', BY_KEY['source.principal']],
  ['requestPrincipals', 'notRequestPrincipals', BY_KEY['request.auth.principal']],
  ['serviceAccounts', 'notServiceAccounts', BY_KEY['source.serviceAccount']],
  ['trustDomains', 'notTrustDomains', BY_KEY['source.trustDomain']],
  ['namespaces', 'notNamespaces', BY_KEY['source.namespace']],
  ['remoteIpBlocks', 'notRemoteIpBlocks', BY_KEY['remote.ip']],
  ['ipBlocks', 'notIpBlocks', BY_KEY['source.ip']],
];

/** The fields of an operation. */
export const OPERATION: FieldTable = [
  ['hosts', 'notHosts', textComparison(({ authority }) => authority, hostTest)],
  ['methods', 'notMethods', textComparison(({ method }) => method, headerTest)],
  ['paths', 'notPaths', textComparison(({ path }) => withoutQuery(path), pathTest)],
  ['ports', 'notPorts', BY_KEY['destination.port']],
];

/** Envoy's names of what is no header on the wire. */
const PSEUDO_HEADERS: Readonly<Record<string, (http: HttpAttributes) => string>> = {
  ':method': ({ method }) => method,
  ':path': ({ path }) => path,
  ':authority': ({ authority }) => authority,
  'host': ({ authority }) => authority,
};

function callerComparison(tests: (value: string, scope: Scope) => readonly TextTest[]): Comparison {
  return {
    needsHttp: false,
    got: ({ caller }) => caller && principal(caller),
    test: (value, scope) => {
      const all = tests(value, scope);
      return ({ caller }) => caller !== undefined && all.some((test) => test(SPIFFE + principal(caller)));
    },
  };
}

function addressComparison(got: (request: Attributes) => string | undefined): Comparison {
  return {
    needsHttp: false,
    got,
    together: (wanted) => (coverEverything(wanted) ? (request) => got(request) !== NO_ADDRESS : undefined),
    test: (value) => {
      const test = addressTest(value);
      return test && ((request) => {
        const address = got(request);
        return address === undefined ? undefined : test(address);
      });
    },
  };
}

/** Of a header that was sent several times each value counts by itself (box: conformance/cases/policies/fields.yaml). */
function headerComparison(name: string): Comparison {
  const pseudo = PSEUDO_HEADERS[name.toLowerCase()];
  return httpComparison((http) => (pseudo === undefined ? http.headers.all(name) : [pseudo(http)]), headerTest);
}

function textComparison(got: (http: HttpAttributes) => string, compile: (value: string) => TextTest): Comparison {
  return httpComparison((http) => [got(http)], compile);
}

/** What is absent is nothing that could be wanted. */
function httpComparison(values: (http: HttpAttributes) => readonly string[], compile: (value: string) => TextTest): Comparison {
  const got = ({ http }: Attributes) => (http === undefined ? [] : values(http));
  return {
    needsHttp: true,
    got: (request) => (got(request).length === 0 ? undefined : got(request).join(', ')),
    test: (value) => {
      const test = compile(value);
      return (request) => some(got(request), (each) => (isUntold(each) ? undefined : test(each)));
    },
  };
}

function claimComparison(path: readonly string[]): Comparison {
  const got = ({ http }: Attributes) => claimAt(http?.claims, path);
  return {
    needsHttp: true,
    got: (request) => {
      const value = got(request);
      return value === undefined ? undefined : JSON.stringify(value);
    },
    test: (value) => {
      const test = textTest(value);
      return (request) => claimHolds(got(request), test);
    },
  };
}

function isPort(value: string): boolean {
  return /^\d+$/.test(value) && Number(value) <= 65535;
}
