// What the shop does while it is broken on purpose, in one process.
import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openFlagFile } from "@hipstershop/faults";
import { FORM, openShop } from "./testing/open-shop.ts";

const MUG = "6E92ZMYYFZ";

async function setUp(t: TestContext) {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-faults-"));
  const FLAGS_FILE = join(folder.path, "flags.json");
  const file = openFlagFile(FLAGS_FILE);
  const shop = await openShop(t, { FLAGS_FILE });
  t.after(async () => {
    file[Symbol.dispose]();
    await shop[Symbol.asyncDispose]();
    await folder.remove();
  });
  /** Changes the flags, and waits until a service has logged that. */
  async function change(service: string, make: () => void) {
    const before = shop.log.length;
    make();
    const isTold = (line: string) => line.includes(`"${service}"`) && line.includes('"faults":');
    await t.waitFor(() => assert.ok(shop.log.slice(before).some(isTold)), WAIT);
  }
  const buy = async (fields: Partial<typeof FORM> = {}) => {
    await shop.post("/cart", { product_id: MUG, quantity: "1" });
    return await shop.post("/cart/checkout", { ...FORM, ...fields });
  };
  return { shop, file, change, buy };
}

const PRICE = /¥[\d,]+/;
const count = (log: readonly string[], text: string) =>
  log.filter((line) => line.includes(text)).length;

const WAIT = { interval: 20, timeout: 15_000 };

test("a page comes without its ad while adservice fails, and with one again after that", async (t) => {
  const { shop, file, change } = await setUp(t);
  const hasAd = async () => {
    const response = await shop.get(`/product/${MUG}`);
    assert.equal(response.status, 200);
    return (await response.text()).includes("Advertisement");
  };
  assert.ok(await hasAd());
  await change("adservice", () => file.set("rpcFailure", "100%", { service: "adservice" }));
  assert.ok(!(await hasAd()));
  await change("adservice", () => file.clearAll());
  assert.ok(await hasAd());
});

test("an order is placed though half of the uses of a card fail", async (t) => {
  const { file, change, buy } = await setUp(t);
  await change("paymentservice", () => file.set("paymentFailure", "50%"));
  assert.equal((await buy()).status, 200);
});

test("no order is placed while no paymentservice is reached, and the next one is", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("checkoutservice", () => file.set("paymentUnreachable", true));
  const refused = await buy();
  assert.notEqual(refused.status, 200);
  assert.ok(shop.log.every((line) => !line.includes("captured a payment")));
  await change("checkoutservice", () => file.clearAll());
  await t.waitFor(async () => assert.equal((await buy()).status, 200), WAIT);
});

test("an order is canceled, and nothing stays charged, while no card can be used", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("paymentservice", () => file.set("paymentFailure", "100%"));
  assert.notEqual((await buy()).status, 200);
  await t.waitFor(() => assert.equal(count(shop.log, "Canceled the order"), 1), WAIT);
  assert.equal(count(shop.log, "captured a payment"), 0);
});

test("an order is charged once though the answers about it are lost", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("paymentservice", () => {
    file.set("rpcAnswerLost", "100%", { service: "paymentservice" });
  });
  const buying = buy();
  await t.waitFor(() => assert.ok(count(shop.log, "PaymentService/Authorize fails") >= 2), WAIT);
  await change("paymentservice", () => file.clearAll());
  assert.equal((await buying).status, 200);
  assert.equal(count(shop.log, "authorized a payment"), 1);
  assert.equal(count(shop.log, "captured a payment"), 1);
});

test("no order is placed or paid while the disk of the orders is full, and pages come", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("checkoutservice", () => {
    file.set("databaseFull", true, { service: "checkoutservice" });
  });
  assert.notEqual((await buy()).status, 200);
  assert.equal(count(shop.log, "authorized a payment"), 0);
  assert.equal((await shop.get("/cart")).status, 200);
  await change("checkoutservice", () => file.clearAll());
  await t.waitFor(async () => assert.equal((await buy()).status, 200), WAIT);
});

test("an order for abroad fails unpaid while customs are too slow, and one for home is placed", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("shippingservice", () => file.set("intlShippingSlowdown", "10sec"));
  const german = { country: "Germany", city: "Berlin", state: "", zip_code: "10115" };
  assert.notEqual((await buy(german)).status, 200);
  assert.equal(count(shop.log, "captured a payment"), 0);
  assert.equal((await buy()).status, 200);
});

test("a wrong price is charged as it is shown", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  const price = async () => PRICE.exec(await (await shop.get(`/product/${MUG}`)).text())?.[0];
  const right = await price();
  await change("productcatalogservice", () => file.set("productCatalogWrongPrice", "10x"));
  await t.waitFor(async () => assert.notEqual(await price(), right), WAIT);
  const shown = await price();
  assert.ok((await (await buy()).text()).includes(String(shown)));
});

test("recommendationservice asks for the catalog each time while its cache fails", async (t) => {
  const { shop, file, change } = await setUp(t);
  const asked = async () => {
    const before = count(shop.log, "ListProducts");
    for (let i = 0; i < 5; i++) await shop.get(`/product/${MUG}`);
    return count(shop.log, "ListProducts") - before;
  };
  assert.ok((await asked()) < 5);
  await change("recommendationservice", () => file.set("recommendationCacheFailure", true));
  assert.ok((await asked()) >= 5);
});

test("an order is placed though nothing leaves the cart, and its items leave it later", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("cartservice", () => file.set("cartFailure", "100%"));
  assert.equal((await buy()).status, 200);
  const inCart = async () => (await (await shop.get("/cart")).text()).includes("/product/6E92");
  assert.ok(await inCart());
  await change("cartservice", () => file.clearAll());
  await t.waitFor(async () => assert.ok(!(await inCart())), WAIT);
});

test("an order for one product fails while the catalog fails on it, and its page comes", async (t) => {
  const { shop, file, change, buy } = await setUp(t);
  await change("productcatalogservice", () => file.set("productCatalogFailure", true));
  assert.equal((await shop.get("/product/OLJCESPC7Z")).status, 200);
  await shop.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  assert.notEqual((await shop.post("/cart/checkout", FORM)).status, 200);
  assert.ok(shop.log.every((line) => !line.includes("authorized a payment")));
  await shop.post("/cart/empty", {});
  assert.equal((await buy()).status, 200);
});

test("pictures of products come late while imageSlowLoad is on, and pages do not", async (t) => {
  const { shop, file, change } = await setUp(t);
  await change("frontend", () => file.set("imageSlowLoad", 700));
  const took = async (path: string) => {
    const startMs = performance.now();
    assert.equal((await shop.get(path)).status, 200);
    return performance.now() - startMs;
  };
  assert.ok((await took("/static/img/products/mug.svg")) >= 699);
  assert.ok((await took("/static/img/hero.svg")) < 699);
});

test("a visitor breaks only the own pages by baggage", async (t) => {
  const { shop } = await setUp(t);
  const url = `http://${shop.address}/cart`;
  const baggage = "fault.rpcFailure=1;service=cartservice";
  assert.ok((await fetch(url, { headers: { baggage } })).status >= 500);
  assert.equal((await fetch(url)).status, 200);
});
