/** Returns a count with its noun: "1 seed", "5 seeds". `many` is for a noun whose plural is other than with an s. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
