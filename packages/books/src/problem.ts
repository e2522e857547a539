/** Something in the books that does not agree. */
export interface Problem {
  /** The guarantee that is broken: see docs/checkout.md. */
  readonly guarantee: "G1" | "G2" | "G3" | "G5" | "G6";
  /** What it is about: "order 2f1c...", "payment 2f1c...", "USD". */
  readonly subject: string;
  /** What is wrong, in one sentence. */
  readonly what: string;
}

/** Returns a problem as a line: "G3 placed order 2f1c...: it has no payment". */
export function problemLine({ guarantee, subject, what }: Problem): string {
  return `${guarantee} ${subject}: ${what}`;
}
