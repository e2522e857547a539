/**
 * Returns how long to wait after a failure, in milliseconds: `firstMs` when none came before it
 * (`failures` is 0), twice as long after each further one, at most `mostMs`; all `jittered`.
 */
export function backOffMs(
  failures: number,
  { firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number },
): number {
  return jittered(Math.min(firstMs * 2 ** failures, mostMs));
}

/** Returns 50 % to 150 % of a time, so that not all processes act at the same moment. */
export function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}
