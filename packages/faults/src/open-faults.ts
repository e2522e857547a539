import { createLasting, type Lasting } from "./create-lasting.ts";
import type { Evaluator } from "./evaluator.ts";
import type { About, Faults } from "./faults.ts";
import { type Flag, readFlag } from "./flag.ts";
import { type FlagDocument, parseFlagDocument } from "./flag-document.ts";
import { limitsOf } from "./limits-of.ts";
import { asksForFaults, requestedFault } from "./requested-faults.ts";
import { type FlagName, flagNames, offValue, shippedFlags } from "./shipped-flags.ts";
import { watchFile } from "./watch-file.ts";

export interface OpenFaultsOptions {
  /** The flag file. While there is none, everything is off. */
  readonly path: string;
  /** The registry name of the service that may break. */
  readonly service: string;
  /** Returns the id of its instance, once it has one. */
  readonly instance?: () => string | undefined;
  /** Told in a line of each change, and of a broken file, of which the last good version stays in use. */
  readonly log: Log;
  /** Returns the `baggage` of the current request, which may ask for faults. By default none may. */
  readonly baggage?: () => string | undefined;
  /** Default Math.random. */
  readonly random?: () => number;
}

/** The part of a log that faults write. */
export interface Log {
  warn(what: object, message: string): void;
  error(what: object, message: string): void;
}

/** The faults of a service. Disposing ends those that last, and the watch of the file. */
export interface OpenFaults extends Faults, AsyncDisposable {
  /** Looks at what has changed around it: its instance is known now. */
  refresh(): void;
  /** Reads the file now, if it has changed: for what must not be half a second late. */
  look(): Promise<void>;
}

/**
 * Opens the faults of a service by a flag file, which is read anew within half a second of each
 * change. What evaluates it is loaded when a flag is on here for the first time. Resolves when the
 * file has been read.
 */
export async function openFaults(options: OpenFaultsOptions): Promise<OpenFaults> {
  const { path, service, instance, log, baggage, random = Math.random } = options;
  /** What is kept while a flag is on would stay behind for ever after a request that asked for it. */
  const enduring = new Set<FlagName>();
  const lasting: Lasting[] = [];
  let evaluator: Promise<Evaluator> | undefined;
  let reading = Promise.resolve();
  let on = false;
  let told = "";
  let change = new AbortController();

  function take(text: string | undefined): void {
    try {
      const document = text === undefined ? shippedFlags : parseFlagDocument(text);
      reading = reading.then(() => use(document, text ?? "")).catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  async function use(document: FlagDocument, text: string): Promise<void> {
    const here = flagNames.map((name) => readFlag(name, document)).filter(isOnHere);
    if (here.length > 0) {
      evaluator ??= import("./evaluator.ts").then((module) =>
        module.createEvaluator(`${service}-${++opened}`),
      );
      (await evaluator).update(text);
    }
    on = here.length > 0;
    const names = here.flatMap(({ on }) => on.map(({ text }) => text));
    // That anything is on here at all would already say where.
    if (names.join() !== told && document.metadata?.concealed !== true) {
      told = names.join();
      log.warn({ faults: names }, names.length > 0 ? "faults are on" : "no fault is on any more");
    }
    refresh();
  }

  function fail(err: unknown): void {
    log.error({ err, path }, "cannot read the flag file, the last good one stays in use");
  }

  /** Whether a flag may be on in this service. Its instance may not be known yet. */
  function isOnHere({ service: only, on: rules }: Flag): boolean {
    if (only !== undefined && only !== service) return false;
    return rules.some(({ target }) => (target.service ?? service) === service);
  }

  function refresh(): void {
    const last = change;
    change = new AbortController();
    last.abort();
    for (const each of lasting) void each.check();
  }

  async function value(flag: FlagName, about: About) {
    const off = offValue(flag);
    const asked = enduring.has(flag) ? undefined : baggage?.();
    if (!on && !asksForFaults(asked)) return off;
    const id = instance?.();
    const known = { service, ...(id !== undefined && { instance: id }), ...about };
    const requested = requestedFault(asked, flag, known);
    if (requested !== undefined || !on || !evaluator) return requested ?? off;
    const rules = await evaluator;
    return typeof off === "string"
      ? rules.text(flag, off, known)
      : rules.number(flag, Number(off), known);
  }

  /** A file, and a request too, can have any number. */
  async function number(flag: FlagName, about: About = {}): Promise<number> {
    const given = Number(await value(flag, about));
    const [min, max] = limitsOf(flag);
    return Number.isNaN(given) ? 0 : Math.min(Math.max(given, min), max);
  }

  const faults: Faults = {
    get active() {
      return on || asksForFaults(baggage?.());
    },
    number,
    text: async (flag, about = {}) => String(await value(flag, about)),
    isOn: async (flag, about) => (await number(flag, about)) !== 0,
    strikes: async (flag, about) => random() < (await number(flag, about)),
    during(flag, begin) {
      enduring.add(flag);
      const now = () => number(flag).catch(() => 0);
      const fail = (err: unknown) => log.error({ err }, `cannot cause ${flag}`);
      const each = createLasting(now, begin, fail);
      lasting.push(each);
      void each.check();
    },
    changed: () => change.signal,
  };
  const file = watchFile(path, take, fail);
  await reading;
  return Object.assign(faults, {
    refresh,
    async look() {
      file.look();
      await reading;
    },
    async [Symbol.asyncDispose]() {
      file[Symbol.dispose]();
      await reading;
      on = false;
      change.abort();
      await Promise.all(lasting.map((each) => each[Symbol.asyncDispose]()));
    },
  });
}

/** Numbers the names that OpenFeature's API knows: one process may host many services. */
let opened = 0;
