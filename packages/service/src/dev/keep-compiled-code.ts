import module from "node:module";

/** When it is done, in milliseconds after the call: by then the first page has come, most likely. */
const FIRST_MS = 3_000;
/** The services of a shop start at the same time, and do not all write at the same time. */
const SPREAD_MS = 5_000;

/**
 * Writes compiled code for the next start in a few seconds, if Node keeps any. Node does it at the exit
 * otherwise: eleven services that end together then took half a minute on a loaded machine.
 */
export function keepCompiledCode(): void {
  const inMs = FIRST_MS + Math.random() * SPREAD_MS;
  setTimeout(() => module.flushCompileCache(), inMs).unref();
}
