import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonLines } from "./json-lines.ts";

test("jsonLines parses each line when chunks end anywhere", async () => {
  const bytes = Buffer.from('{"name":"Zürich €"}\n[1,2]\n3\n');
  for (let size = 1; size <= bytes.length; size++) {
    const lines: unknown[] = [];
    for await (const line of jsonLines(chunks(bytes, size))) lines.push(line);
    assert.deepEqual(lines, [{ name: "Zürich €" }, [1, 2], 3]);
  }
});

test("jsonLines leaves out the last line when it was cut off", async () => {
  const lines: unknown[] = [];
  for await (const line of jsonLines(chunks(Buffer.from("1\n2"), 3))) lines.push(line);
  assert.deepEqual(lines, [1]);
});

test("jsonLines throws a SyntaxError when a line is not JSON", async () => {
  const lines = jsonLines(chunks(Buffer.from("1\nnonsense\n"), 100));
  await lines.next();
  await assert.rejects(lines.next(), SyntaxError);
});

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}
