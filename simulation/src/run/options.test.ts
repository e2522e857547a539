import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions } from "./options.ts";

test("parseOptions reads all options", () => {
  const args = [
    "--seeds",
    "1..9",
    "--kill",
    "cartservice,emailservice",
    "--mutation",
    "lease",
    "--flags",
  ];
  assert.deepEqual(parseOptions([...args, "--replay", "3"]), {
    help: false,
    mutations: false,
    flags: true,
    seeds: { first: 1, last: 9 },
    victims: ["cartservice", "emailservice"],
    mutation: "lease",
    replay: 3,
  });
});

for (const [args, message] of [
  [["--seeds", "abc"], /"abc" names no seeds/],
  [["--kill", "nosuch"], /"nosuch" is no service of the simulation: expected cartservice/],
  [["--mutation", "nosuch"], /"nosuch" is no mutation of the simulation: expected /],
  [["--nosuch"], /Unknown option '--nosuch'/],
] as const) {
  test(`parseOptions refuses ${args.join(" ")}`, () => {
    assert.throws(() => parseOptions(args), message);
  });
}
