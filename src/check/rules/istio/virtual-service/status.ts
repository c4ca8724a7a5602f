/** Istio takes 600 too. */
const [FIRST, LAST] = [200, 600];

export function statusProblem(status: number): string | undefined {
  return status >= FIRST && status <= LAST ? undefined : `${status} is no status of a response`;
}
