/** What `conformance/requests` does not draw, or does not compare, and why. */
export const LEFT_OUT: readonly { readonly what: string; readonly why: string }[] = [
  { what: 'the content-type of answers that proxies give themselves', why: 'it depends on the text of the answer, which the simulator knows for failures only' },
  { what: 'headers that proxies add about themselves (x-envoy-*, x-request-id, x-forwarded-*, grpc-timeout, server, date)', why: 'no manifest asks for them' },
  { what: 'paths with malformed escapes, and a Host whose port is not that of the connection', why: 'the caller of the box cannot send them' },
  { what: 'policies that tell the addresses of the box apart', why: 'a pod has another one in each run' },
  { what: 'hosts of wildcards in VirtualServices of the mesh', why: 'they would take those of other configurations' },
  { what: 'how long an answer takes at most', why: 'the machine may be busy: only what comes too early differs' },
  { what: 'shares that differ, and limits for requests at the same time', why: 'one request cannot show them: cases do' },
  { what: 'copies of requests whose backends count their tries', why: 'a copy may come before what it copies' },
  { what: 'pools, TLS that passes through, TCP', why: 'only cases hold them so far' },
];
