/** What a number must be. */
interface NumberForm {
  readonly form: string;
  readonly fits: (value: unknown) => boolean;
}

/** The numbers of how a workload fares that somebody writes. */
export const BEHAVIOR_NUMBERS: { readonly [name in 'status' | 'times']: NumberForm } = {
  status: { form: 'a status of HTTP, 200 to 599, or of gRPC, 0 to 16', fits: (value) => isWhole(value, 200, 599) || isWhole(value, 0, 16) },
  times: { form: 'a whole number, 1 or more', fits: (value) => isWhole(value, 1, Infinity) },
};

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
