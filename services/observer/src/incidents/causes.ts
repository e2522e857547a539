/** What can be wrong with a service: the answers that a player chooses from. */
export const causes = {
  slow: "It answers slowly",
  failing: "It fails a share of its calls",
  frozen: "A copy of it stands still: it takes calls and answers none",
  "answer-lost": "It does its work, and then loses the answer",
  "bad-data": "One of its records cannot be read",
  "wrong-version": "A new version of it gives wrong answers",
  "disk-full": "Its disk is full",
  clock: "Its clock is wrong",
  leak: "It never lets go of memory",
  cache: "Its cache keeps nothing",
  unreachable: "It cannot reach a service that it needs",
  "lost-goodbye": "A copy of it has ended without a goodbye to the registry",
  "false-instance": "The registry lists a copy of it that never ran",
  descriptors: "It has run out of file descriptors",
} as const;

export type CauseName = keyof typeof causes;
