const STATUSES = ['httpStatus', 'grpcStatus', 'http2Error'];

/** Whether an abort says with what it answers: istiod leaves out one that does not. */
export function hasStatus(abort: object): boolean {
  return STATUSES.some((status) => status in abort);
}
