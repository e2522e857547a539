import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { freePort } from "./free-port.ts";

test("freePort returns a port that can be listened on, and that no system hands out by itself", async () => {
  const port = await freePort();
  await using server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  assert.ok(port < 32_768, `a system could give ${port} to another program`);
});
