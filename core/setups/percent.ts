/** Ratios as people read them, in the reasons of patterns. @module */

/** 0.0523 is "5.2 %". */
export function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
