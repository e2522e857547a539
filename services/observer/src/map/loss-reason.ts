/** Returns why a registry has lost an instance, in words; see the `gone` events of a registry. */
export function lossReason(reason: string | undefined): string {
  return (reason !== undefined && REASONS[reason]) || "it is no longer announced";
}

const REASONS: Readonly<Record<string, string>> = {
  goodbye: "it said goodbye",
  expired: "its records ended, and nothing was heard of it",
  unanswered: "somebody asked for it twice, and it did not answer",
  crowded: "there were too many instances",
  replaced: "it is announced otherwise now",
};
