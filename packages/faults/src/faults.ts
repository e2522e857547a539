import type { FlagName } from "./shipped-flags.ts";

/** What a fault may depend on, beside the service and the instance: "method", "product_id". */
export type About = Readonly<Record<string, string>>;

/**
 * What is broken on purpose in one service, as its code asks. Where nothing is on, every answer is
 * that of a whole service, and costs nothing. Faults change while the service runs.
 */
export interface Faults {
  /** Whether anything is on here, or the current request asks for faults: else all is whole. */
  readonly active: boolean;
  /** Returns the number of a fault: 0 where it is off, 1 for true. */
  number(flag: FlagName, about?: About): Promise<number>;
  /** Returns the text of a flag. */
  text(flag: FlagName, about?: About): Promise<string>;
  /** Returns whether a fault is on. */
  isOn(flag: FlagName, about?: About): Promise<boolean>;
  /** Decides by chance whether a fault strikes now: its number is the share of the times. */
  strikes(flag: FlagName, about?: About): Promise<boolean>;
  /**
   * Calls `begin` with the fault's number when it comes on, and disposes what that returned when
   * the number changes, or the service stops.
   */
  during(flag: FlagName, begin: (value: number) => Held | Promise<Held>): void;
  /** Returns a signal that aborts when the faults change next. */
  changed(): AbortSignal;
}

/** What lasts as long as a fault. */
// biome-ignore lint/suspicious/noConfusingVoidType: what lasts no longer than its beginning
export type Held = Disposable | AsyncDisposable | undefined | void;
