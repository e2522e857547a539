/** Deadline of a wait in a test: long, for a busy machine; no test waits it out. */
export const PATIENCE_MS = 60_000;
