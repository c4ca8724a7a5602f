const DIGITS = 4;
/** What decimals add up to a whole is one. */
const EXACTLY_ENOUGH = 1e-9;

/** `90 %`, `33.3333 %`; what is possible is never told as 0 %, nor what may fail as 100 %. */
export function percent(share: number): string {
  const rounded = Number((share * 100).toFixed(DIGITS));
  if (rounded === 0 && share > 0) {
    return '<0.0001 %';
  }
  return rounded === 100 && share < 1 - EXACTLY_ENOUGH ? '>99.9999 %' : `${rounded} %`;
}
