/**
 * Returns a reason to skip a test as `node:test` wants it, false where there is none. Under
 * REQUIRE_ALL=1 nothing may be skipped: it throws the reason instead.
 */
export function unlessRequired(reason: string | undefined): string | false {
  if (reason === undefined) return false;
  if (process.env.REQUIRE_ALL === "1") throw new Error(`REQUIRE_ALL=1, but ${reason}`);
  return reason;
}
