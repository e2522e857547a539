import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

test("observer does not decode requests of millions of empty messages", async () => {
  const program = join(import.meta.dirname, "../testing/send-empty.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  const { answers, grownMb } = JSON.parse(stdout);
  const TOO_LONG = "413";
  const RESOURCE_EXHAUSTED = "8";
  assert.deepEqual(answers, {
    "HTTP and protobuf": TOO_LONG,
    "HTTP and protobuf in gzip": TOO_LONG,
    "HTTP and protobuf in gzip, 40 at once": TOO_LONG,
    "HTTP and JSON in gzip": TOO_LONG,
    gRPC: RESOURCE_EXHAUSTED,
    "gRPC in gzip": RESOURCE_EXHAUSTED,
    "gRPC-Web": RESOURCE_EXHAUSTED,
    // That of Connect for resource_exhausted.
    Connect: "429",
    "Connect in gzip": "429",
    "Connect and JSON in gzip": "429",
    // That of unimplemented.
    "Connect in gzip in a URL": "501",
  });
  // Decoded, four million take 250 MB and more. This process holds what it sends as well.
  assert.ok(grownMb < 150, `it grew by ${grownMb} MB`);
});
