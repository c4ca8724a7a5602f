/** What `conformance/requests` does not draw, or does not compare, and why. */
export const LEFT_OUT: readonly { readonly what: string; readonly why: string }[] = [
  { what: 'the content-type of answers that proxies give themselves', why: 'it depends on the text of the answer, which the simulator does not know' },
  { what: 'headers that proxies add about themselves (x-envoy-*, x-request-id, x-forwarded-*, server, date)', why: 'no manifest asks for them' },
  { what: 'paths with malformed escapes, and a Host whose port is not that of the connection', why: 'the caller of the box cannot send them' },
  { what: 'policies that compare addresses', why: 'the simulator says that it does not know' },
  { what: 'hosts of wildcards in VirtualServices', why: 'they would take those of other configurations' },
  { what: 'VirtualServices at a Gateway of Istio', why: 'the simulator enters by Gateways of the Gateway API' },
  { what: 'backends that are slow, fail or are down; retries and limits that end a request; mirrors; shares that differ', why: 'one request cannot show them: cases do' },
  { what: 'GRPCRoute, TLS, CORS, delegates, tokens, CUSTOM, sidecars of servers, pools, servers outside of the mesh', why: 'only cases hold them so far' },
];
