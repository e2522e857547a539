// Removes the files of carts and orders while the shop runs, puts them back, and moves a backup
// over them; after each it orders once: `npm exec -- node e2e/src/store-faults/missing-file.ts`.
import { cp, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { exampleOrder } from "../example-order.ts";
import { startShop } from "../shop.ts";
import { add, health, rpc } from "./rpc.ts";

const data = await mkdtemp(join(tmpdir(), "hipstershop-missing-"));
{
  await using shop = await startShop({ env: { DATA_FOLDER: data } });
  const folder = join(data, shop.name);
  const [aside, backup] = [join(data, "aside"), join(data, "backup")];
  let answered = 0;

  /** Orders a mug, prints how that went, and whether every order that was confirmed is kept. */
  async function report(what: string): Promise<void> {
    await wait(1_500);
    const cart = await shop.instance("cartservice");
    const checkout = await shop.instance("checkoutservice");
    const userId = "ann";
    const added = await add(cart, userId);
    const request = { ...exampleOrder(), userId };
    const placed = await rpc(checkout, "hipstershop.CheckoutService/PlaceOrder", request);
    const listed = await rpc(checkout, "hipstershop.CheckoutService/ListOrders", { userId });
    if (placed.order) answered++;
    console.log(`${what}:`);
    console.log(`  added: ${added}, ordered: ${placed.order ? "ok" : `${placed.message}`}`);
    const kept = (listed.orders as unknown[] | undefined)?.length ?? `${listed.code}`;
    console.log(`  orders confirmed: ${answered}, kept: ${kept}`);
    const carts = await health(cart, "hipstershop.CartService");
    const orders = await health(checkout, "hipstershop.CheckoutService");
    console.log(`  CartService: ${carts}, CheckoutService: ${orders}, ${await health(checkout)}`);
  }

  /** Moves the files of both databases, with their logs. */
  async function move(from: string, to: string): Promise<void> {
    await mkdir(to, { recursive: true });
    const names = (await readdir(from)).filter((name) => name.includes(".sqlite"));
    await Promise.all(names.map((name) => rename(join(from, name), join(to, name))));
  }

  async function restart(): Promise<void> {
    for (const service of ["cartservice", "checkoutservice"]) {
      await shop.stop(service);
      await shop.start(service);
    }
  }

  await report("At first");
  await restart();
  await cp(folder, backup, { recursive: true });
  await move(folder, aside);
  await report("The files removed");
  await move(aside, folder);
  await report("The files put back");
  await restart();
  await report("Restarted");
  await rm(join(folder, "carts.sqlite"));
  await rm(join(folder, "orders.sqlite"));
  await report("The databases removed, their logs left");
  await move(backup, folder);
  answered = 1;
  await report("A backup of one order in their place");
  await restart();
  await report("Restarted");
}
await rm(data, { recursive: true });
