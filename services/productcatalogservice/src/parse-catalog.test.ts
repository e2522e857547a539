import assert from "node:assert/strict";
import { test } from "node:test";
import catalog from "./catalog.json" with { type: "json" };
import { parseCatalog } from "./parse-catalog.ts";

const mug = {
  id: "6E92ZMYYFZ",
  name: "Mug",
  priceUsd: { currencyCode: "USD", units: 8, nanos: 990_000_000 },
};

test("parseCatalog keeps what clients of the shop rely on", () => {
  const facts = parseCatalog(catalog).map(({ id, name, priceUsd, categories }) => {
    return `${id} ${name}, ${priceUsd?.units}.${priceUsd?.nanos}: ${categories.join(" ")}`;
  });
  assert.deepEqual(facts, [
    "OLJCESPC7Z Sunglasses, 19.990000000: accessories",
    "66VCHSJNUP Tank Top, 18.990000000: clothing tops",
    "1YMWWN1N4O Watch, 109.990000000: accessories",
    "L9ECAV7KIM Loafers, 89.990000000: footwear",
    "2ZYFJ3GM2N Hairdryer, 24.990000000: hair beauty",
    "0PUK6V6EV0 Candle Holder, 18.990000000: decor home",
    "LS4PSXUNUM Salt & Pepper Shakers, 18.490000000: kitchen",
    "9SIQT8TOJO Bamboo Glass Jar, 5.490000000: kitchen",
    "6E92ZMYYFZ Mug, 8.990000000: kitchen",
  ]);
});

test("parseCatalog finds a description and a picture of our own for every product", () => {
  for (const { description, picture } of parseCatalog(catalog)) {
    assert.ok(description.length > 40);
    assert.match(picture, /^\/static\/img\/products\/[a-z-]+\.svg$/);
  }
});

test("parseCatalog reads the field names of the proto files too", () => {
  const { priceUsd: price_usd, ...rest } = mug;
  const [product] = parseCatalog({ products: [{ ...rest, price_usd }] });
  assert.equal(product?.priceUsd?.units, 8n);
});

test("parseCatalog names the product and what is wrong with it", () => {
  const problems = {
    'Product 1, "", has no id': [{ ...mug, id: "" }],
    'Product 2, "A", has no name': [mug, { ...mug, id: "A", name: "" }],
    'Product 2, "6E92ZMYYFZ", has an id that is taken': [mug, mug],
    'Product 1, "6E92ZMYYFZ", has no price': [{ id: mug.id, name: mug.name }],
    'Product 1, "6E92ZMYYFZ", must have a price in "USD", not in "EUR"': [
      { ...mug, priceUsd: { currencyCode: "EUR", units: 8 } },
    ],
    'Product 1, "6E92ZMYYFZ", has a negative price': [
      { ...mug, priceUsd: { currencyCode: "USD", units: -8 } },
    ],
  };
  for (const [message, products] of Object.entries(problems)) {
    assert.throws(() => parseCatalog({ products }), new RangeError(message));
  }
});

test("parseCatalog throws when a field is unknown or of another type", () => {
  assert.throws(() => parseCatalog([]), /ListProductsResponse/);
  assert.throws(() => parseCatalog({ products: [{ ...mug, prize: 1 }] }), /prize/);
  assert.throws(() => parseCatalog({ products: [{ ...mug, name: 7 }] }), /name/);
});
