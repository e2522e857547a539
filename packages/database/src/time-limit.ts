/** Tells how long something may still be tried. */
export interface TimeLimit {
  isOver(): boolean;
}

/** Starts a limit that is over when a time has passed. */
export function startTimeLimit({ atMostMs }: { readonly atMostMs: number }): TimeLimit {
  const endMs = performance.now() + atMostMs;
  return { isOver: () => performance.now() >= endMs };
}
