import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openFlagFile } from "@hipstershop/faults";
import { FORM, openShop } from "./open-shop.ts";

export const MUG = "6E92ZMYYFZ";

/** How long a process may take to follow a change, and the shop to do what it does then. */
export const WAIT = { interval: 20, timeout: 60_000 };

/** Opens the shop in one process, with a flag file of its own, until the test ends. */
export async function openBreakableShop(t: TestContext) {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-faults-"));
  const FLAGS_FILE = join(folder.path, "flags.json");
  const file = openFlagFile(FLAGS_FILE);
  const shop = await openShop(t, { FLAGS_FILE }, { expose: true });
  t.after(async () => {
    file[Symbol.dispose]();
    await shop[Symbol.asyncDispose]();
    await folder.remove();
  });
  return {
    shop,
    file,
    /** Changes the flags, and waits until a service has logged that. */
    async change(service: string, make: () => void) {
      const before = shop.log.length;
      make();
      const isTold = (line: string) => line.includes(`"${service}"`) && line.includes('"faults":');
      await t.waitFor(() => assert.ok(shop.log.slice(before).some(isTold)), WAIT);
    },
    /** Orders a mug. A form without a key is answered with the page of its order. */
    async buy(fields: Partial<typeof FORM> & { idempotency_key?: string } = {}) {
      await shop.post("/cart", { product_id: MUG, quantity: "1" });
      return await shop.post("/cart/checkout", { ...FORM, ...fields });
    },
    /** Returns how many lines of the log have a text. */
    count: (text: string) => shop.log.filter((line) => line.includes(text)).length,
  };
}
