import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { type RunningServices, startTogether } from "@hipstershop/service";
import { services } from "./services.ts";

function environment(t: TestContext): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "hipstershop-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return { DATA_FOLDER: folder, SHOP: "test", PORT: "0", LOG_LEVEL: "silent" };
}

function urlOf(shop: RunningServices, service: string): string {
  const instance = shop.instances.find((each) => each.service === service);
  return `http://${instance?.address}`;
}

function submit(url: string, cookie: string, fields: Record<string, string>) {
  return fetch(url, {
    method: "POST",
    headers: { cookie },
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
}

/** The demo customer, as the checkout form has it. */
function customer(): Record<string, string> {
  return {
    email: "someone@example.com",
    street_address: "1600 Amphitheatre Parkway",
    zip_code: "94043",
    city: "Mountain View",
    state: "CA",
    country: "United States",
    credit_card_number: "4432-8015-6152-0454",
    credit_card_expiration_month: "1",
    credit_card_expiration_year: String(new Date().getFullYear() + 1),
    credit_card_cvv: "672",
  };
}

test("the shop sells a mug in one process", async (t) => {
  await using shop = await startTogether(services, { env: environment(t) });
  const url = urlOf(shop, "frontend");
  const cookie = "shop_session-id=tester; shop_currency=JPY";
  const home = await fetch(url, { headers: { cookie } });
  assert.equal(home.status, 200);
  assert.match(await home.text(), /¥/);

  const added = await submit(`${url}/cart`, cookie, { product_id: "6E92ZMYYFZ", quantity: "2" });
  assert.equal(added.status, 302);
  const order = await submit(`${url}/cart/checkout`, cookie, customer());
  assert.equal(order.status, 200);
  assert.match(await order.text(), /[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-/);

  const health = createClient(
    Health,
    createConnectTransport({ baseUrl: urlOf(shop, "paymentservice"), httpVersion: "2" }),
  );
  await assert.rejects(health.check({}), "no socket leads to a service that is not exposed");
});

test("the shop finds each product by each category that its page links to", async (t) => {
  await using shop = await startTogether(services, { env: environment(t) });
  const url = urlOf(shop, "frontend");
  const read = async (path: string) => (await fetch(`${url}${path}`)).text();
  const links = (page: string, form: RegExp) =>
    new Set([...page.matchAll(form)].map(([, path]) => path as string));

  const products = links(await read("/"), /href="(\/product\/\w+)"/g);
  assert.equal(products.size, 9);
  for (const product of products) {
    const categories = links(await read(product), /href="(\/search\?q=[^"]+)"/g);
    assert(categories.size > 0, `${product} links to no category`);
    for (const category of categories) {
      assert((await read(category)).includes(`href="${product}"`), `${category} has no ${product}`);
    }
  }
});

test("the shop finds, sells and mails the strangest products of a catalog", async (t) => {
  const price = (units: number) => ({ currencyCode: "USD", units });
  const products = [
    { id: "SKU.100-A", name: "Café", priceUsd: price(0), categories: ["drinks & more"] },
    { id: "SKU 200", name: "50 % off $& \\n", priceUsd: price(1), description: "a\nb" },
    { id: `a/b?c#d&e%2f${"é".repeat(244)}`, name: "Teapot", priceUsd: price(1_000_000_000) },
    { id: "🕶", name: "👩‍🚀".repeat(51), priceUsd: price(2), categories: ["x".repeat(100)] },
  ];
  const env = environment(t);
  const CATALOG_FILE = join(env.DATA_FOLDER ?? "", "catalog.json");
  writeFileSync(CATALOG_FILE, `\ufeff${JSON.stringify({ products })}`);
  await using shop = await startTogether(services, {
    env: { ...env, CATALOG_FILE },
    expose: true,
  });
  const url = urlOf(shop, "frontend");
  const emails = createClient(
    EmailService,
    createConnectTransport({ baseUrl: urlOf(shop, "emailservice"), httpVersion: "2" }),
  );
  const inPage = (text: string) => text.replace("&", "&amp;");
  const inMail = (text: string) => text.replace("&", "&#38;");

  for (const { id, name, categories = [] } of products) {
    const cookie = `shop_session-id=${randomUUID()}; shop_currency=TRY`;
    const read = async (path: string) => (await fetch(url + path, { headers: { cookie } })).text();
    for (const wanted of [name, ...categories]) {
      const found = await read(`/search?q=${encodeURIComponent(wanted)}`);
      const [, link = ""] = /<h3><a href="([^"]+)"/.exec(found) ?? [];
      assert((await read(link)).includes(`<h1>${inPage(name)}</h1>`), wanted);
    }
    const added = await submit(`${url}/cart`, cookie, { product_id: id, quantity: "10" });
    assert.equal(added.status, 302, name);
    const order = await submit(`${url}/cart/checkout`, cookie, customer());
    assert.equal(order.status, 200, name);
    const { mails } = await emails.listMail({});
    assert(mails[0]?.html.includes(inMail(name)), `no mail names "${name}"`);
  }
});

for (const REGISTRY of ["kubernetes", "no such registry"]) {
  test(`the shop lets nobody else in, although REGISTRY is "${REGISTRY}"`, async (t) => {
    await using shop = await startTogether(services, { env: { ...environment(t), REGISTRY } });
    assert.match(urlOf(shop, "frontend"), /^http:\/\/127\.0\.0\.1:/);
  });
}

test("the shop lets each service be called from outside when it is exposed", async (t) => {
  await using shop = await startTogether(services, { env: environment(t), expose: true });
  assert.equal(shop.instances.length, services.length);
  for (const { service } of shop.instances) {
    const transport = createConnectTransport({ baseUrl: urlOf(shop, service), httpVersion: "2" });
    const { status } = await createClient(Health, transport).check({});
    assert.equal(status, 1, service);
  }
});

test("the shop ends with 0 when it is interrupted", async (t) => {
  const env = { ...process.env, ...environment(t), LOG_LEVEL: "info", LOG_FORMAT: "json" };
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const up = () => assert.match(output, /Registry \[memory\] Registering node: frontend-/);
  await t.waitFor(up, { interval: 10, timeout: 60_000 });
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
