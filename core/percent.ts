/** Ratios as people read them. @module */

/** 0.0523 is "5.23 %", or "5.2 %" with one decimal. */
export function percent(ratio: number, decimals = 2): string {
  return `${(ratio * 100).toFixed(decimals)} %`;
}

/** A change always shows its sign: 0.03 is "+3.00 %". */
export function signedPercent(ratio: number): string {
  return (ratio < 0 ? "−" : "+") + percent(Math.abs(ratio));
}
