import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { callsIn } from "./calls-in.ts";

test("callsIn names the services that sources call, without tests and clients with a name", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-calls-"));
  const write = (name: string, text: string) => writeFile(join(folder.path, name), text);
  await write(
    "one.ts",
    "const cart = client(CartService);\ncontext.client(AdService, { waitMs: 1 })",
  );
  await write("two.ts", "client(LoadGeneratorService, {\n  name: NAME,\n});\nclient(EmailService)");
  await write("three.test.ts", "client(PaymentService)");
  assert.deepEqual([...(await callsIn(folder.path))].sort(), [
    "adservice",
    "cartservice",
    "emailservice",
  ]);
});
