import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createFileRegistry,
  type DescMethod,
  fromBinary,
  fromJson,
  type JsonValue,
} from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { codeSamples } from "./code-samples.ts";

const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)));

function samples(
  service: string,
  type: string,
  rpc: string,
  json: JsonValue,
  { address, shop }: { readonly address?: string; readonly shop?: string } = {},
) {
  const method = files.getService(type)?.methods.find(({ name }) => name === rpc) as DescMethod;
  const request = fromJson(method.input, json);
  const made = codeSamples({ service, method, request, address, shop, registry: files });
  return new Map(made.map(({ tool, code }) => [tool, code]));
}

test("codeSamples writes a call for each tool, whatever stands in the request", () => {
  const written = samples(
    "currencyservice",
    "hipstershop.CurrencyService",
    "Convert",
    { from: { currencyCode: "it's", units: "19" }, toCode: "EUR" },
    { address: "127.0.0.1:7000" },
  );
  const json = `'{"from":{"currencyCode":"it'\\''s","units":"19"},"toCode":"EUR"}'`;
  assert.equal(written.get("npm run call"), `npm run call currencyservice Convert ${json}`);
  assert.equal(
    written.get("curl"),
    `curl http://127.0.0.1:7000/hipstershop.CurrencyService/Convert \\\n  --json ${json}`,
  );
  assert.equal(
    written.get("grpcurl"),
    `grpcurl -plaintext -d ${json} \\\n  127.0.0.1:7000 hipstershop.CurrencyService/Convert`,
  );
  assert.equal(
    written.get("TypeScript"),
    `import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";

const answer = await client(CurrencyService).convert({
  from: { currencyCode: "it's", units: 19n },
  toCode: "EUR",
});`,
  );
});

test("codeSamples names enums and oneofs in TypeScript as generated code does", () => {
  const update = samples("emailservice", "hipstershop.EmailService", "SendOrderUpdate", {
    update: "ORDER_UPDATE_CANCELED",
  });
  assert.match(update.get("TypeScript") ?? "", /^import \{ EmailService, OrderUpdate \} from/);
  assert.match(update.get("TypeScript") ?? "", /update: OrderUpdate\.CANCELED/);
  const order = samples("checkoutservice", "hipstershop.CheckoutService", "GetOrder", {
    userId: "ann",
    orderId: "1",
  });
  assert.match(order.get("TypeScript") ?? "", /name: \{ case: "orderId", value: "1" \}/);
});

test("codeSamples leaves out what cannot make the call", () => {
  const type = "hipstershop.CheckoutService";
  const stream = samples("checkoutservice", type, "WatchOrders", {}, { address: "127.0.0.1:7000" });
  assert.deepEqual([...stream.keys()], ["TypeScript", "grpcurl"]);
  assert.match(stream.get("TypeScript") ?? "", /for await \(const message of client/);
  const unreachable = samples("checkoutservice", type, "ListOrders", {});
  assert.deepEqual([...unreachable.keys()], ["TypeScript"]);
});

test("codeSamples names the shop for npm run call where that would look for another", () => {
  const type = "hipstershop.CurrencyService";
  const written = samples(
    "currencyservice",
    type,
    "GetSupportedCurrencies",
    {},
    {
      address: "127.0.0.1:7000",
      shop: "mine",
    },
  );
  assert.equal(
    written.get("npm run call"),
    "SHOP=mine npm run call currencyservice GetSupportedCurrencies",
  );
});

test("codeSamples quotes the names that a stranger has announced", () => {
  const written = samples(
    "it's; reboot",
    "hipstershop.CurrencyService",
    "GetSupportedCurrencies",
    {},
    { address: "$(reboot):80" },
  );
  const path = "hipstershop.CurrencyService/GetSupportedCurrencies";
  const word = `'it'\\''s; reboot'`;
  assert.equal(written.get("npm run call"), `npm run call ${word} GetSupportedCurrencies`);
  assert.equal(written.get("curl"), `curl 'http://$(reboot):80/${path}' \\\n  --json '{}'`);
  assert.equal(written.get("grpcurl"), `grpcurl -plaintext -d '{}' \\\n  '$(reboot):80' ${path}`);
});
