import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type DescMethod, type DescService, toBinary } from "@bufbuild/protobuf";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { serviceNames } from "@hipstershop/shop/names";
import fc from "fast-check";
import { arbitraryMessage } from "./arbitrary-message.ts";
import { type Shop, startShop } from "./shop.ts";

const services: readonly DescService[] = [
  AdService,
  CartService,
  CheckoutService,
  CurrencyService,
  EmailService,
  PaymentService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
];

// What a caller may be told of its own request. Anything else says that the service is at fault.
const CLIENT_FAULTS = [
  "invalid_argument",
  "not_found",
  "already_exists",
  "failed_precondition",
  "out_of_range",
  "resource_exhausted",
];

let shop: Shop;
before(async () => {
  shop = await startShop({ services: serviceNames.filter((service) => service !== "frontend") });
});
after(() => shop[Symbol.asyncDispose]());

for (const service of services) {
  // A stream is no single request and answer: its service's own tests send it bad cursors.
  for (const method of service.methods.filter(({ methodKind }) => methodKind === "unary")) {
    test(`${method.name} answers or refuses any request, and is never at fault itself`, async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryMessage(method.input), async (message) => {
          await answersOrRefuses(method, "application/proto", toBinary(method.input, message));
        }),
        { numRuns: 25 },
      );
    });

    test(`${method.name} refuses bytes that are no request, and is never at fault itself`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
          await answersOrRefuses(method, "application/proto", bytes);
        }),
        { numRuns: 10 },
      );
      await fc.assert(
        fc.asyncProperty(hostileJson(method), async (json) => {
          await answersOrRefuses(method, "application/json", json);
        }),
        { numRuns: 25 },
      );
    });
  }
}

test("every service refuses a request of 4 MiB", async () => {
  const body = new Uint8Array(4 * 2 ** 20);
  for (const { typeName, name, methods } of services) {
    const { address } = await shop.instance(name.toLowerCase());
    const url = `http://${address}/${typeName}/${methods[0]?.name}`;
    const response = await post(url, "application/proto", body);
    assert.partialDeepStrictEqual(await response.json(), { code: "resource_exhausted" }, name);
  }
});

test("every service lives on, has logged no error and no card number", async () => {
  for (const { typeName, name } of services) {
    const service = name.toLowerCase();
    const { address } = await shop.instance(service);
    const health = await post(
      `http://${address}/grpc.health.v1.Health/Check`,
      "application/json",
      `{"service":"${typeName}"}`,
    );
    assert.deepEqual(await health.json(), { status: "SERVING" }, service);
    assert.doesNotMatch(shop.logs(service), /"level":"(error|fatal)"|4432-?8015/, service);
  }
});

/** JSON that is none, or is not what the fields of a request are. */
function hostileJson({ input }: DescMethod): fc.Arbitrary<string> {
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom("\ud800", 1e300, -0.5, "9".repeat(400)));
  const keys = fc.constantFrom(...input.fields.map(({ jsonName }) => jsonName), "__proto__", "x");
  return fc.oneof(
    fc.string(),
    fc.json(),
    fc.dictionary(keys, values).map((object) => JSON.stringify(object)),
    fc.constantFrom("", "null", "[]", '{"a":', "[".repeat(10_000), '{"userId":"\\ud800"}'),
  );
}

async function answersOrRefuses(
  { parent, name }: DescMethod,
  contentType: string,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const { address } = await shop.instance(parent.name.toLowerCase());
  const response = await post(`http://${address}/${parent.typeName}/${name}`, contentType, body);
  const answer = await response.text();
  if (response.ok) return;
  const { code, message } = JSON.parse(answer);
  assert.ok(CLIENT_FAULTS.includes(code), `${code}: ${message}`);
  assert.ok(message.length < 1_000, "the message must be short enough for a header");
}

function post(url: string, contentType: string, body: string | Uint8Array<ArrayBuffer>) {
  return fetch(url, { method: "POST", headers: { "content-type": contentType }, body });
}
