/** What an annotation of Istio is written on; pods take theirs from the template of what makes them. */
type Place = 'Any' | 'Namespace' | 'Service' | 'Pod' | 'Gateway' | 'GatewayClass' | 'ServiceEntry' | 'WorkloadEntry' | 'AuthorizationPolicy' | 'Ingress';

export interface KnownAnnotation {
  readonly on: readonly Place[];
  readonly isDeprecated?: boolean;
}

const pod: KnownAnnotation = { on: ['Pod'] };
const oldOfPod: KnownAnnotation = { on: ['Pod'], isDeprecated: true };
const service: KnownAnnotation = { on: ['Service'] };
const oldOfService: KnownAnnotation = { on: ['Service'], isDeprecated: true };
const gateway: KnownAnnotation = { on: ['Gateway'] };
const workloadEntry: KnownAnnotation = { on: ['WorkloadEntry'] };

/** Every annotation that Istio knows (istio.io/api annotation, v1.31). */
export const ANNOTATIONS: Readonly<Record<string, KnownAnnotation>> = {
  'alpha.istio.io/canonical-serviceaccounts': oldOfService,
  'alpha.istio.io/kubernetes-serviceaccounts': oldOfService,
  'ambient.istio.io/bypass-inbound-capture': pod,
  'ambient.istio.io/dns-capture': pod,
  'ambient.istio.io/redirection': pod,
  'ambient.istio.io/waypoint-inbound-binding': { on: ['GatewayClass', 'Gateway'] },
  'galley.istio.io/analyze-suppress': { on: ['Any'] },
  'gateway.istio.io/controller-version': { on: ['Any'] },
  'gateway.istio.io/name-override': gateway,
  'gateway.istio.io/service-account': gateway,
  'inject.istio.io/templates': pod,
  'istio.io/autoRegistrationGroup': workloadEntry,
  'istio.io/connectedAt': workloadEntry,
  'istio.io/disconnectedAt': workloadEntry,
  'istio.io/dry-run': { on: ['AuthorizationPolicy'] },
  'istio.io/reroute-virtual-interfaces': pod,
  'istio.io/rev': { on: ['Any'] },
  'istio.io/use-waypoint-canary-weight': { on: ['Service', 'ServiceEntry', 'Namespace'] },
  'istio.io/workloadController': workloadEntry,
  'kubernetes.io/ingress.class': { on: ['Ingress'] },
  'networking.istio.io/exportTo': service,
  'networking.istio.io/service-type': gateway,
  'networking.istio.io/traffic-distribution': { on: ['Namespace', 'Service', 'ServiceEntry'] },
  'prometheus.istio.io/merge-metrics': pod,
  'proxy.istio.io/config': pod,
  'proxy.istio.io/overrides': pod,
  'readiness.status.sidecar.istio.io/applicationPorts': pod,
  'readiness.status.sidecar.istio.io/failureThreshold': pod,
  'readiness.status.sidecar.istio.io/initialDelaySeconds': pod,
  'readiness.status.sidecar.istio.io/periodSeconds': pod,
  'sidecar.istio.io/agentLogLevel': pod,
  'sidecar.istio.io/bootstrapOverride': pod,
  'sidecar.istio.io/componentLogLevel': pod,
  'sidecar.istio.io/discoveryAddress': oldOfPod,
  'sidecar.istio.io/extraStatTags': oldOfPod,
  'sidecar.istio.io/inject': oldOfPod,
  'sidecar.istio.io/interceptionMode': pod,
  'sidecar.istio.io/logLevel': pod,
  'sidecar.istio.io/nativeSidecar': pod,
  'sidecar.istio.io/proxyCPU': pod,
  'sidecar.istio.io/proxyCPULimit': pod,
  'sidecar.istio.io/proxyImage': pod,
  'sidecar.istio.io/proxyImageType': pod,
  'sidecar.istio.io/proxyMemory': pod,
  'sidecar.istio.io/proxyMemoryLimit': pod,
  'sidecar.istio.io/rewriteAppHTTPProbers': pod,
  'sidecar.istio.io/statsCompression': oldOfPod,
  'sidecar.istio.io/statsEvictionInterval': pod,
  'sidecar.istio.io/statsFlushInterval': pod,
  'sidecar.istio.io/statsHistogramBins': pod,
  'sidecar.istio.io/statsHistogramBuckets': pod,
  'sidecar.istio.io/statsInclusionPrefixes': oldOfPod,
  'sidecar.istio.io/statsInclusionRegexps': oldOfPod,
  'sidecar.istio.io/statsInclusionSuffixes': oldOfPod,
  // The injector writes it.
  'sidecar.istio.io/status': { on: ['Any'] },
  'sidecar.istio.io/userVolume': pod,
  'sidecar.istio.io/userVolumeMount': pod,
  'status.sidecar.istio.io/port': pod,
  'topology.istio.io/controlPlaneClusters': { on: ['Namespace'] },
  'traffic.istio.io/nodeSelector': service,
  'traffic.sidecar.istio.io/excludeInboundPorts': pod,
  'traffic.sidecar.istio.io/excludeInterfaces': pod,
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': pod,
  'traffic.sidecar.istio.io/excludeOutboundPorts': pod,
  'traffic.sidecar.istio.io/includeInboundPorts': pod,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': pod,
  'traffic.sidecar.istio.io/includeOutboundPorts': pod,
  'traffic.sidecar.istio.io/kubevirtInterfaces': oldOfPod,
};
