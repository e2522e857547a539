/** Sends letters: over SMTP, or into a mailbox in this process. */
export interface Mailer extends AsyncDisposable {
  /** Resolves once the letter is in other hands. Rejects when it was not accepted. */
  send(letter: Letter): Promise<void>;
}

/** A letter to one person, for readers that show HTML and for those that do not. */
export interface Letter {
  /** An address that `isEmailAddress` accepts. */
  readonly to: string;
  /** One line. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}
