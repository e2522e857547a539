/** Sends letters: over SMTP, or into a mailbox in this process. */
export interface Mailer extends AsyncDisposable {
  /** Resolves when the letter is accepted, else rejects. */
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
}
