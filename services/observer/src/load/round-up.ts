/** Returns the next of 1, 2, 5, 10, 20, 50, … that is not below a value, at least 1. */
export function roundUp(value: number): number {
  for (let unit = 1; ; unit *= 10) {
    const found = [1, 2, 5].find((step) => step * unit >= value);
    if (found !== undefined) return found * unit;
  }
}
