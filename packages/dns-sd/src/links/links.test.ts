import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort } from "../testing/free-port.ts";
import { PATIENCE_MS } from "../testing/patience-ms.ts";
import { linkAddresses } from "./link-addresses.ts";
import { createLinks } from "./links.ts";

test("links stay, and say why, while the interfaces cannot be listed", async (t) => {
  const warnings: string[] = [];
  let asked = 0;
  await using links = await createLinks({
    addresses() {
      asked += 1;
      // What Node throws when no file descriptor is left.
      if (asked > 1) throw new Error("uv_interface_addresses returned EMFILE");
      return linkAddresses("127.0.0.1");
    },
    port: await freePort(),
    warn: (text) => void warnings.push(text),
    onMessage() {},
    onReturn() {},
  });
  await t.waitFor(() => assert.ok(warnings.length > 0), { interval: 10, timeout: PATIENCE_MS });
  assert.equal(links.all().length, 1);
  assert.deepEqual(warnings, [
    "has trouble on this machine: uv_interface_addresses returned EMFILE",
  ]);
});
