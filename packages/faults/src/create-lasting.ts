import type { Held } from "./faults.ts";

/** What lasts while a fault is on. To dispose it ends it. */
export interface Lasting extends AsyncDisposable {
  /** Looks whether the fault's number has changed. Never rejects. */
  check(): Promise<void>;
}

/**
 * Creates what begins when a fault's number is not 0, ends when the number changes, and begins anew
 * with the next one. It begins only when what was before has ended. `fail` is told what either throws.
 */
export function createLasting(
  number: () => Promise<number>,
  begin: (value: number) => Held | Promise<Held>,
  fail: (error: unknown) => void,
): Lasting {
  let held: Held;
  let last = 0;
  let turn = Promise.resolve();

  function turnTo(next: () => Promise<number>): Promise<void> {
    turn = turn.then(async () => {
      const now = await next();
      if (now === last) return;
      last = now;
      await end(held);
      held = now === 0 ? undefined : await begin(now);
    });
    turn = turn.catch(fail);
    return turn;
  }

  return {
    check: () => turnTo(number),
    [Symbol.asyncDispose]: () => turnTo(async () => 0),
  };
}

async function end(held: Held): Promise<void> {
  if (!held) return;
  if (Symbol.asyncDispose in held) await held[Symbol.asyncDispose]();
  else held[Symbol.dispose]();
}
