import type { Logger } from "pino";

/**
 * Tells of what fails for a while, such as a store that is lost: the log has one warning with
 * the cause when it begins, and one line when it is over.
 */
export interface Spells {
  /**
   * Takes note of a failure. What has failed is worded to stand before "fails" and "works
   * again", and is one of a few: no caller's text, for each is kept.
   */
  failed(what: string, details: object): void;
  /** Takes note that it has worked. The spell is over when nothing fails for a second more. */
  worked(what: string): void;
}

/** What fails now and then, among much that works, is one spell. */
const QUIET_MS = 1_000;

/** Creates the spells that a log tells of. All failures but the first are lines at debug. */
export function createSpells(log: Logger): Spells {
  const spells = new Map<string, { failures: number; ending?: NodeJS.Timeout | undefined }>();

  function end(what: string): void {
    log.info({ failures: spells.get(what)?.failures }, `${what} works again`);
    spells.delete(what);
  }

  return {
    failed(what, details) {
      const spell = spells.get(what) ?? { failures: 0 };
      spells.set(what, spell);
      clearTimeout(spell.ending);
      spell.ending = undefined;
      log[spell.failures === 0 ? "warn" : "debug"](details, `${what} fails`);
      spell.failures++;
    },
    worked(what) {
      const spell = spells.get(what);
      if (spell) spell.ending ??= setTimeout(end, QUIET_MS, what).unref();
    },
  };
}
