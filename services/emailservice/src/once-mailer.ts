import { setNewest } from "@hipstershop/service";
import type { Mailer } from "./mailer.ts";

/** How many letters are remembered. */
const MOST = 1_000;

/**
 * Returns a mailer that sends a letter of one Message-ID once, as long as this process remembers it:
 * who asks again, because a slow server kept them waiting, shares the outcome of the first. One that
 * was not sent is sent anew. Disposing it disposes `mailer`.
 */
export function createOnceMailer(mailer: Mailer): Mailer {
  const outcomes = new Map<string, Promise<void>>();
  return {
    async send(letter) {
      const { messageId } = letter;
      let outcome = outcomes.get(messageId);
      if (!outcome) {
        outcome = mailer.send(letter);
        setNewest(outcomes, messageId, outcome, MOST);
        outcome.catch(() => outcomes.delete(messageId));
      }
      await outcome;
    },
    [Symbol.asyncDispose]: () => mailer[Symbol.asyncDispose](),
  };
}
