/** How requests end. */
export const DISPOSITIONS = {
  'delivered': {
    status: 'that of the workload',
    responder: 'a workload',
    when: 'a workload received the request, and its answer arrives. What it received is told with it.',
  },
  'responded': {
    status: 'that of the route',
    responder: 'a proxy',
    when: 'a route answers by itself: a redirect, a fixed answer, a fault, a CORS preflight. The step names the route.',
  },
  'denied': {
    status: '401 or 403; none where no proxy before the pods reads HTTP; what an authorization server says; 401 or 500 of an endpoint picker',
    responder: 'a proxy, or an endpoint picker',
    when: 'a policy, a token, or an authorization server refuses, or an endpoint picker its metrics. The step names the rule; where no ALLOW rule holds, each is told with what it wants and got.',
  },
  'no-listener': {
    status: 'none',
    responder: 'nobody',
    when: 'the Gateway has no listener for the port, for TLS or its absence, or for the server name. Those that it has are named.',
  },
  'no-route': {
    status: '404; 502, or none where it reads no HTTP, of a sidecar that calls only hosts that it knows (REGISTRY_ONLY)',
    responder: 'a proxy',
    when: 'no route of the listener has the host, or none matches. Of each route it is told what it wants and got, and why a listener refuses it.',
  },
  'no-backend': {
    status: '500 for a backend of HTTPRoute and GRPCRoute that is not there or not permitted, and for an endpoint picker that does not answer; 503 else; none where no proxy reads HTTP',
    responder: 'a proxy, or nobody',
    when: 'the Service, its port, the subset, or pods behind it are missing. The missing one is named, with what there is.',
  },
  'timeout': {
    status: '504; none in the middle of an answer',
    responder: 'a proxy',
    when: 'the limit of the request or of a try ends before the answer does. Limits are told after the route that sets them.',
  },
  'reset': {
    status: '503; none where no proxy reads HTTP',
    responder: 'a proxy, or nobody',
    when: 'pods do not take the connection, or break it off: mutual TLS is wanted and not spoken, or the workload behaves so. The step names the PeerAuthentication. Or a gateway wants a certificate '
      + 'of its clients.',
  },
  'unknown': {
    status: 'none',
    responder: 'not known',
    when: 'manifests cannot tell. The cause is one of those below, and no other.',
  },
} as const;

/** How a request ends. docs/reference/dispositions.md is made of the table. */
export type Disposition = keyof typeof DISPOSITIONS;
