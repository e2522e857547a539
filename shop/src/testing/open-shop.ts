import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { startTogether } from "@hipstershop/service";
import { services } from "../services.ts";

/** What a visitor types and nobody else may learn, in words that are found nowhere else. */
export const SECRETS = {
  email: "zoe.quux@example.com",
  street_address: "77 Xylophone Parkway",
  city: "Zzyzx",
  zip_code: "94043",
  credit_card_number: "4432-8015-6152-0454",
  credit_card_cvv: "987",
};
/** A form for the checkout, with these. */
export const FORM = {
  ...SECRETS,
  state: "CA",
  country: "United States",
  credit_card_expiration_month: "1",
  credit_card_expiration_year: String(new Date().getFullYear() + 1),
};

/** The shop in one process, with a visitor. `expose` lets programs call its services too. */
export async function openShop(
  t: TestContext,
  env: Record<string, string> = {},
  { expose = false } = {},
) {
  const folder = await mkdtempDisposable(join(tmpdir(), "hipstershop-"));
  t.after(() => folder.remove());
  const log: string[] = [];
  const shop = await startTogether(services, {
    expose,
    logTo: { write: (line) => void log.push(line) },
    env: {
      DATA_FOLDER: folder.path,
      SHOP: "test",
      PORT: "0",
      LOG_LEVEL: "debug",
      ...env,
    },
  });
  const addressOf = (name: string) =>
    shop.instances.find(({ service }) => service === name)?.address;
  const address = addressOf("frontend");
  const url = `http://${address}`;
  const cookie = "shop_session-id=tester; shop_currency=JPY";
  return {
    log,
    /** Of the pages: "127.0.0.1:<port>". */
    address: String(address),
    get: (path: string) => fetch(url + path, { headers: { cookie } }),
    post: (path: string, fields: Record<string, string>) =>
      fetch(url + path, {
        method: "POST",
        headers: { cookie },
        body: new URLSearchParams(fields),
        redirect: "manual",
      }),
    /** Calls an RPC, "PaymentService/ListPayments", with JSON. */
    async call<T>(rpc: string, request: unknown = {}): Promise<T> {
      const name = rpc.slice(0, rpc.indexOf("/")).toLowerCase();
      const response = await fetch(`http://${addressOf(name)}/hipstershop.${rpc}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(request),
      });
      return (await response.json()) as T;
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  };
}
