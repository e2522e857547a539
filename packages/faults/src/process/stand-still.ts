/**
 * Stops the whole process for so many seconds, or until `isOver`, which is asked ten times a second.
 * Meanwhile the system takes connections for it, and nothing answers.
 */
export function standStill(seconds: number, isOver: () => boolean): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const endMs = performance.now() + seconds * 1_000;
  while (performance.now() < endMs && !isOver()) Atomics.wait(cell, 0, 0, 100);
}
