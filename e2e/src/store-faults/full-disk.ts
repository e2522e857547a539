// Fills the disk that carts are on, and makes room again. The disk is a small one in memory, in a
// namespace of its own (Linux): `npm exec -- node e2e/src/store-faults/full-disk.ts`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { add, countMugs } from "./rpc.ts";
import { watchHealth } from "./watch-health.ts";

const [disk] = process.argv.slice(2);
if (disk) await fill(disk);
else runOnSmallDisk();

function runOnSmallDisk(): void {
  const folder = mkdtempSync(join(tmpdir(), "hipstershop-disk-"));
  const script = 'mount -t tmpfs -o size=1m none "$3" && exec "$@"';
  const command = ["sh", "-c", script, "sh", process.execPath, import.meta.filename, folder];
  const { status } = spawnSync("unshare", ["--user", "--map-root-user", "--mount", ...command], {
    stdio: "inherit",
  });
  rmSync(folder, { recursive: true });
  process.exitCode = status ?? 1;
}

async function fill(folder: string): Promise<void> {
  await using shop = await startShop({
    services: ["cartservice"],
    env: { DATA_FOLDER: folder, LOG_FORMAT: "json" },
  });
  const cart = await shop.instance("cartservice");
  const before = await add(cart, "ann");
  const seen = watchHealth(cart, "hipstershop.CartService");
  const full = join(folder, "full");
  try {
    for (;;) writeFileSync(full, Buffer.alloc(4_096), { flag: "a" });
  } catch {
    // It is full.
  }
  const outcomes: Record<string, number> = {};
  for (let i = 0; i < 60; i++) {
    const outcome = await add(cart, "ann");
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    await wait(50);
  }
  const kept = await countMugs(cart, "ann");
  rmSync(full);
  while ((await add(cart, "ann")) !== "ok") await wait(50);
  await wait(1_500);
  console.log(`Before: ${before}. 60 additions on a full disk: ${JSON.stringify(outcomes)}`);
  console.log(`The cart has ${kept} of ${1 + (outcomes.ok ?? 0)} then`);
  console.log(`CartService: ${JSON.stringify(await seen())}`);
  console.log(
    shop
      .logs("cartservice")
      .match(/.*"The store .*/g)
      ?.join("\n"),
  );
}
