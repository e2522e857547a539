import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { startTogether } from "@hipstershop/service";
import { services } from "./services.ts";

test("the form in the browser and paymentservice take the same card numbers", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "hipstershop-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const two = services.filter(({ name }) => ["frontend", "paymentservice"].includes(name));
  const env = { DATA_FOLDER: folder, SHOP: "test", PORT: "0", LOG_LEVEL: "silent" };
  await using running = await startTogether(two, { env, expose: true });
  const urlOf = (name: string) =>
    `http://${running.instances.find(({ service }) => service === name)?.address}`;

  const response = await fetch(`${urlOf("frontend")}/static/js/passes-luhn.js`);
  const source = encodeURIComponent(await response.text());
  const { passesLuhn } = await import(`data:text/javascript,${source}`);

  const transport = createConnectTransport({
    baseUrl: urlOf("paymentservice"),
    httpVersion: "1.1",
  });
  const payments = createClient(PaymentService, transport);
  async function isCharged(creditCardNumber: string): Promise<boolean> {
    const expiry = { creditCardExpirationMonth: 1, creditCardExpirationYear: YEAR };
    const creditCard = { creditCardNumber, creditCardCvv: 672, ...expiry };
    try {
      await payments.charge({ amount: { currencyCode: "USD", units: 1n }, creditCard });
      return true;
    } catch (error) {
      assert.equal(ConnectError.from(error).code, Code.InvalidArgument);
      return false;
    }
  }

  for (const start of STARTS) {
    const numbers = Array.from({ length: 10 }, (_, digit) => `${start}${digit}`);
    const taken = numbers.filter((number) => passesLuhn(number));
    const charged = [];
    for (const number of numbers) if (await isCharged(number)) charged.push(number);
    assert.equal(taken.length, 1, start);
    assert.deepEqual(charged, taken);
  }
});

const YEAR = new Date().getFullYear() + 1;

/** All but the check digit of a Visa, with an odd and an even length, and of a Mastercard. */
const STARTS = ["443280156152045", "411111111111", "400000000000000000", "555555555555444"];
