import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseResources, type Resource } from "../resource.ts";

/** The text of shop.yaml, in which the checks find nothing wrong. */
export const SHOP: string = readFileSync(join(import.meta.dirname, "shop.yaml"), "utf8");

/** One way to break the shop: what in its text becomes what, and the line that reports it. */
export type Break = readonly [now: string | RegExp, then: string, problem: string];

/** Tests that a check finds nothing in the shop, and the problem in each broken one. */
export function testCheck(
  name: string,
  check: (resources: readonly Resource[]) => readonly string[],
  breaks: readonly Break[],
): void {
  test(`${name} finds nothing when the shop is as it should be`, () => {
    assert.deepEqual(check(parseResources(SHOP)), []);
  });
  for (const [now, then, problem] of breaks) {
    test(`${name} reports when ${problem}`, () => {
      const broken = SHOP.replace(now, then);
      assert.notEqual(broken, SHOP);
      const problems = check(parseResources(broken));
      assert.ok(problems.includes(problem), `It reports "${problems.join("\n")}"`);
    });
  }
}
