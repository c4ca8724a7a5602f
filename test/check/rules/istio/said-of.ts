import { formatPath } from '../../../../src/manifest/path';
import { reportOn, type TestOptions } from '../../findings-of';

/** What is said of an object with a spec, and nothing else in the input. */
export interface Case {
  readonly of: string;
  readonly kind: string;
  readonly spec?: object;
  readonly says: readonly string[];
}

const VERSIONS: Readonly<Record<string, string>> = {
  VirtualService: 'networking.istio.io/v1',
  DestinationRule: 'networking.istio.io/v1',
  Gateway: 'networking.istio.io/v1',
  ServiceEntry: 'networking.istio.io/v1',
  WorkloadEntry: 'networking.istio.io/v1',
  WorkloadGroup: 'networking.istio.io/v1',
  Sidecar: 'networking.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  ProxyConfig: 'networking.istio.io/v1beta1',
  AuthorizationPolicy: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
};

interface Metadata {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The findings of group 09 but for what is missing, a line each: `MLM0905 spec.hosts[0]: message`. */
export function saidOf(kind: string, spec?: object, { metadata = {}, ...options }: TestOptions & { readonly metadata?: Metadata } = {}): string[] {
  const object = { apiVersion: VERSIONS[kind], kind, metadata: { name: 'o', namespace: 'ml', ...metadata }, spec };
  return reportOn(JSON.stringify(object), { dataPlane: 'sidecar', ...options }).findings
    .filter(({ rule, isOpenWorld }) => rule.code.startsWith('MLM09') && isOpenWorld !== true)
    .map(({ rule, at, message }) => `${rule.code} ${'path' in at ? formatPath(at.path) : ''}: ${message}`);
}
