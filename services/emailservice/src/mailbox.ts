import { randomUUID } from "node:crypto";
import type { Letter, Mailer } from "./mailer.ts";

/** A mailer that delivers nothing. It keeps the last letters in memory for ListMail. */
export interface Mailbox extends Mailer {
  /** Returns the letters, the newest first. */
  list(): readonly KeptLetter[];
}

/** A letter in the mailbox. */
export interface KeptLetter extends Letter {
  readonly id: string;
  /** In milliseconds since the epoch. */
  readonly sentMs: number;
}

/** Returns an empty mailbox. It keeps the last 100 letters, and of one Message-ID the first. */
export function createMailbox(): Mailbox {
  let letters: readonly KeptLetter[] = [];
  return {
    async send(letter) {
      if (letters.some(({ messageId }) => messageId === letter.messageId)) return;
      const kept = { ...letter, id: randomUUID(), sentMs: Date.now() };
      letters = [kept, ...letters].slice(0, 100);
    },
    list: () => letters,
    async [Symbol.asyncDispose]() {
      letters = [];
    },
  };
}
