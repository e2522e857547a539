/** Deadline of a wait in these suites: long, for a busy machine; no test waits it out. */
export const PATIENCE_MS = 60_000;
