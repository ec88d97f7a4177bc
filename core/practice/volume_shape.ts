/** How trading spreads over a day: busy at both ends, quiet at noon. @module */

/**
 * Activity by trading minute, relative to the day's mean of about 1: a U that
 * is higher at the open than at the close.
 */
export function volumeShape(minutes: number): Float64Array {
  return Float64Array.from({ length: minutes }, (_, minute) => {
    const side = 2 * (minute + 0.5) / minutes - 1; // −1 at the open, 1 at the close
    const edge = side * side * side * side;
    return 0.7 + 1.5 * edge - 0.4 * edge * side;
  });
}
