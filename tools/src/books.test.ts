import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { startService } from "@hipstershop/service";
import { services } from "@hipstershop/shop";
import { runTool } from "./testing/run-tool.ts";

const BOOK_KEEPERS = ["checkoutservice", "emailservice", "paymentservice", "shippingservice"];

const playing = new AsyncDisposableStack();
const addresses = new Map<string, string>();
let env: NodeJS.ProcessEnv;

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-books-"));
  playing.defer(() => rm(folder, { recursive: true }));
  const SHOP = `books-${randomBytes(6).toString("hex")}`;
  const own = { SHOP, DATA_FOLDER: folder, REGISTRY: "directory" };
  env = { ...process.env, ...own };
  for (const service of services.filter(({ name }) => BOOK_KEEPERS.includes(name))) {
    const { instance } = playing.use(
      await startService(service, { env: { ...own, PORT: "0" }, logTo: { write() {} } }),
    );
    addresses.set(instance.service, instance.address);
  }
});

after(() => playing.disposeAsync());

test("books exits with 0 when the books agree, and with 1 when they do not", async () => {
  const baseUrl = `http://${addresses.get("paymentservice")}`;
  const transport = createConnectTransport({ baseUrl, httpVersion: "1.1" });
  const payment = createClient(PaymentService, transport);
  const request = {
    amount: { currencyCode: "USD", units: 5n },
    creditCard: {
      creditCardNumber: "4432801561520454",
      creditCardCvv: 672,
      creditCardExpirationYear: new Date().getFullYear() + 1,
      creditCardExpirationMonth: 1,
    },
  };
  await payment.charge(request);
  const agree = await runTool("books.ts", { env });
  assert.deepEqual([agree.code, agree.err], [0, ""]);
  assert.match(agree.out, /^orders {6}0 placed, 0 refused, 0 canceled, 0 under way$/m);
  assert.match(agree.out, /^apart {7}5\.00 USD charged without a key$/m);
  assert.match(agree.out, /^The books agree\.$/m);

  await payment.authorize({ ...request, idempotencyKey: "nobody" });
  const differ = await runTool("books.ts", { env });
  assert.equal(differ.code, 1);
  assert.match(differ.out, /^G1 payment nobody: it belongs to no order$/m);
  assert.match(differ.out, /^1 thing does not agree\.$/m);
});

test("books exits with 2 and says so when no service runs", async () => {
  const SHOP = `nobody-${randomBytes(6).toString("hex")}`;
  const { code, out, err } = await runTool("books.ts", { env: { ...env, SHOP } });
  assert.deepEqual([code, out], [2, ""]);
  assert.match(err, /^no instance of "\w+" found by directory/);
});
