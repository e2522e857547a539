import assert from "node:assert/strict";
import { test } from "node:test";
import { createPrinter } from "./create-printer.ts";

const entry = (service: string, msg: string) =>
  JSON.stringify({ level: "info", time: "2026-01-02T03:04:05.678Z", service, msg });
const REGISTRATION = "Registry [mdns] Registering node: adservice-1 at 127.0.0.1:1";

test("a log entry is one line that names its service once", () => {
  const lines = printed({}, [
    ["adservice", entry("adservice", REGISTRATION)],
    ["cartservice", entry("cartservice", "The store is back")],
  ]);
  assert.match(lines, /^\[\d\d:\d\d:05\.678\] INFO: Registry \[mdns\] Registering node: ads.*:1$/m);
  assert.match(lines, /INFO: cartservice The store is back$/m);
  assert.equal(lines.split("\n").length, 3);
});

test("any other line comes after the name of its service", () => {
  for (const line of ["SyntaxError: no", '{"a": 1}', "{", ""]) {
    assert.equal(printed({}, [["adservice", line]]), `adservice: ${line}\n`);
  }
  const line = "adservice cannot start: PORT must be a number";
  assert.equal(printed({}, [["adservice", line]]), `${line}\n`);
});

test("the banner comes the first time that the shop is up, and names the shop in its commands", () => {
  const up = ["frontend", entry("frontend", "Shop is up: http://localhost:8080")] as const;
  const text = printed({ SHOP: "mine" }, [up, up]);
  assert.equal(text.match(/^The shop is up: http:\/\/localhost:8080$/gm)?.length, 1);
  assert.match(text, /^ {2}SHOP=mine npm run call currencyservice /m);
  assert.match(text, /INFO: frontend Shop is up: http:\/\/localhost:8080\n$/);
});

test("with LOG_FORMAT=json lines stay as they are", () => {
  const up = entry("frontend", "Shop is up: http://localhost:8080");
  assert.equal(printed({ LOG_FORMAT: "json" }, [["frontend", up]]), `${up}\n`);
});

function printed(env: NodeJS.ProcessEnv, lines: readonly (readonly [string, string])[]): string {
  let text = "";
  const print = createPrinter((part) => {
    text += part;
  }, env);
  for (const [service, line] of lines) print(service, line);
  return text;
}
