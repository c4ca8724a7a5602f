import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { BackendTlsPolicy } from '../../../imports/gateway.networking.k8s.io';
import { DestinationRule } from '../../../imports/networking.istio.io';
import { checkInteger } from '../../core/numbers';
import type { Site } from '../../core/site';
import { PICKER_PORTS } from '../../inference/picker/pod';
import type { PickerTlsConfig } from '../../inference/picker/tls';
import type { Workload } from '../workload';

interface PickerTrafficProps {
  readonly site: Site;
  readonly workload: Workload;
  readonly tls: PickerTlsConfig;
  readonly maxConcurrency?: number;
  readonly clusterDomain: string;
}

const MAX_CONCURRENCY = 10_000_000;

/** How the gateway speaks to the picker: nothing where the defaults of the mesh do. */
export function declarePickerTraffic(scope: Construct, props: PickerTrafficProps): void {
  const { site, tls, maxConcurrency } = props;
  if (maxConcurrency !== undefined) {
    checkInteger(site.at('maxConcurrency'), maxConcurrency, { min: 1, max: MAX_CONCURRENCY, fix: 'give the number of requests' });
  }
  site.at('maxConcurrency').check(maxConcurrency === undefined || tls.kind !== 'CERTIFICATE', {
    problem: 'takes a DestinationRule, and of that and the BackendTLSPolicy for the certificate Istio follows the older only',
    got: maxConcurrency,
    fix: 'leave it out, or use PickerTls.mesh()',
  });
  if (tls.kind === 'CERTIFICATE') {
    declareBackendTls(scope, props);
  } else if (tls.kind === 'SELF_SIGNED' || maxConcurrency !== undefined) {
    declareDestination(scope, props);
  }
}

/** For the one port: the metrics beside it stay as they are. */
function declareDestination(scope: Construct, { workload, tls, maxConcurrency, clusterDomain }: PickerTrafficProps): void {
  const { namespace, serviceName } = workload;
  new DestinationRule(scope, 'destination', {
    metadata: { namespace, name: serviceName! },
    spec: {
      host: `${serviceName}.${namespace}.svc.${clusterDomain}`,
      trafficPolicy: {
        portLevelSettings: [{
          port: { number: PICKER_PORTS.extProc },
          ...(maxConcurrency !== undefined && { connectionPool: { http: limits(maxConcurrency) } }),
          ...(tls.kind === 'SELF_SIGNED' && { tls: { mode: 'SIMPLE', insecureSkipVerify: true } }),
        }],
      },
    },
  });
}

function limits(requests: number) {
  return { http1MaxPendingRequests: requests, http2MaxRequests: requests };
}

function declareBackendTls(scope: Construct, { workload, tls }: PickerTrafficProps): void {
  const { context, namespace, serviceName, ports } = workload;
  const sectionName = ports.find(({ port }) => port === PICKER_PORTS.extProc)!.name;
  const hostname = tls.hostname ?? `${serviceName}.${namespace}.svc`;
  new BackendTlsPolicy(scope, 'backend-tls', {
    metadata: { namespace, name: serviceName! },
    spec: {
      targetRefs: [{ group: '', kind: 'Service', name: serviceName!, sectionName }],
      validation: { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: tls.caConfigMap! }], hostname },
    },
  });
  context.externals.add(() => [
    { ...k8s.KubeSecret.GVK, namespace, name: tls.secret!, requirements: [`type kubernetes.io/tls, valid for ${hostname}`], stub: { type: 'kubernetes.io/tls' } },
    { ...k8s.KubeConfigMap.GVK, namespace, name: tls.caConfigMap!, requirements: ['key ca.crt, the authority behind the certificate of the endpoint picker'] },
  ]);
}
