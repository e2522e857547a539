import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { print } from "./print.ts";

test("print writes lines, and escapes what a stranger may have written into one", async () => {
  const written: string[] = [];
  print(["a", "b\u001b[2J\nc"], { write: (text: string) => written.push(text) } as never);
  assert.match(written.join(""), /^a\nb[\x20-\x7e]+c\n$/);
});

test("a program that prints ends without a word once nobody reads its output", async () => {
  const program = `
    import { print } from ${JSON.stringify(new URL("print.ts", import.meta.url).href)};
    setInterval(() => print(["a line"]), 1);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  const said = text(child.stderr);
  const ended = once(child, "exit", { signal: AbortSignal.timeout(60_000) });
  await once(child.stdout, "data");
  child.stdout.destroy();
  assert.deepEqual([await said, await ended], ["", [0, null]]);
});
