/**
 * Nobody answered whether a transaction was committed, or whether the disk has it: the answer was
 * lost on its way, or the disk failed. Whoever gets this reads the rows before they decide anything.
 */
export class CommitInDoubtError extends Error {
  override readonly name = "CommitInDoubtError";

  constructor(cause: unknown) {
    super("It is not known whether the transaction was committed", { cause });
  }
}
