/** What cannot be known offline: all of it. Everything else is answered. */
export const UNKNOWN_CAUSES = {
  'no-gateway': 'which Gateway the request enters by is not known: the manifests have none, or several of which none is named',
  'no-source': 'no pod runs as the service account that the request comes from, so that it is not known how it takes part in the mesh',
  'unknown-host': 'the host is nobody\'s in the manifests, and what answers outside of the mesh is not known',
  'address': 'a policy or a route depends on the address of the caller, which nobody has told: --source-ip tells it, sourceIp in code',
  'proxy-address': 'a policy compares the address of a proxy that hands the request on, or of a load balancer, which no manifest says',
  'policy': 'a policy compares the address that is called, or what other filters know',
  'envoy-filter': 'an EnvoyFilter changes the proxy, other than by what this library writes',
  'extension': 'a TrafficExtension or a WasmPlugin runs a program in the proxy, and what it does is not foreseen',
  'sidecar-ingress': 'a Sidecar says what comes in to its pods (ingress), and limits it, takes it otherwise, ends TLS, or leads it to a socket or a port that no container of the pods declares',
  'backend-tls': 'a BackendTLSPolicy makes proxies speak TLS, and whether the backend does, with a certificate that they take, is not known',
  'ejection': 'pods have failed that a DestinationRule ejects for a while (outlierDetection), and others have not',
  'at-once': 'requests that are sent at the same time meet limits, and how many do is a matter of time',
  'locality': 'a DestinationRule, or the mesh, prefers pods by where they run, which their nodes decide',
  'picker-queue': 'requests wait in the endpoint picker until its servers are less busy, or are refused when that takes too long',
  'picker-memory': 'the endpoint picker prefers the server that has seen the beginning of the prompt before',
  'alias': 'a Service stands for another name (ExternalName), and a Sidecar chooses the hosts that its pods know: which names of a host go with it is not followed',
  'waypoint-canary': 'a Service shares its connections between two waypoints (istio.io/use-waypoint-canary), and which of them gets one is a matter of chance',
  'workload-entry': 'a WorkloadEntry is behind the host: what stands before it, and how it fares, no manifest says',
  'past-sidecar': 'the sidecar does not know the Service or ServiceEntry (exportTo, or the egress of its Sidecar), and hands the connection to the address that is called, past the mesh',
  'called-address': 'a VirtualService asks for the address that is called (destinationSubnets), which the cluster gives to a Service',
  'refused-beside': 'Envoy refuses the routes of another port of the same proxy, and whether it has taken those of this port before it comes to them is a matter of chance',
  'shared-port': 'Gateways of Istio and of the Gateway API share a port of the same pods for different things (HTTP, TLS, bytes), of which Istio leaves some out',
  'mesh-config': 'a setting of the mesh (MeshConfig), or of a proxy (ProxyConfig), that is not followed may change the answer',
  'gateway-inside': 'a call from inside of the mesh comes to a gateway in TLS of a proxy, past another proxy of its pods, or for the second time, and what becomes of it is not followed',
} as const;

export type UnknownCause = keyof typeof UNKNOWN_CAUSES;
