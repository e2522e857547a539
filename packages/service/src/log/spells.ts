import type { Logger } from "pino";

/**
 * Logs a spell, a time in which something fails, such as a lost store. It has one warning with
 * the cause when it begins, and one line when it is over.
 */
export interface Spells {
  /**
   * Notes a failure. `what` is the subject of "fails" and "works again". It must not be a text
   * of a caller, because each different one is kept in memory.
   */
  failed(what: string, details: object): void;
  /** Notes that it has worked. The spell is over when nothing fails in the next second. */
  worked(what: string): void;
}

/** Failures with less than this between them are one spell, even when other calls work. */
const QUIET_MS = 1_000;

/** Creates the spells of a log. After the first failure of a spell, the others are at debug. */
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
