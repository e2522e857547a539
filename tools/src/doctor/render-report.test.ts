import assert from "node:assert/strict";
import { test } from "node:test";
import { renderReport } from "./render-report.ts";
import type { Report } from "./report.ts";

test("renderReport escapes control characters that were announced", () => {
  const attack = "\u001b[2J\u009b1m\r\nThe shop is whole";
  const report: Report = {
    shop: "mine",
    registry: { name: "mdns", why: "because", notes: [attack] },
    system: {
      platform: "linux",
      open: false,
      interfaces: [],
      portHolders: { holders: [{ pid: 1, command: attack }] },
    },
    services: [
      {
        name: "cartservice",
        expected: true,
        instances: [{ id: attack, address: attack, version: attack, health: attack }],
      },
    ],
    problems: [{ severity: "error", what: attack, advice: attack }],
  };
  const text = renderReport(report);
  assert.match(text, /^[ -~\n]*$/);
  assert.doesNotMatch(text, /^The shop is whole/m);
});
