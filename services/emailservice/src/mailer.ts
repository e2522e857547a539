/** Sends letters: over SMTP, or into a mailbox in this process. */
export interface Mailer extends AsyncDisposable {
  /** Resolves when the letter is accepted, else rejects: with a RefusedError for good. */
  send(letter: Letter): Promise<void>;
}

/** A letter to one person, as HTML and as plain text. */
export interface Letter {
  /** An address that `isEmailAddress` accepts. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** With its angle brackets. Who gets two letters of one id may drop the second. */
  readonly messageId: string;
}

/** The recipient's server takes no mail to this address, and will take none later. */
export class RefusedError extends Error {}
