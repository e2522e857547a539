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
  const facts = parseCatalog(JSON.stringify(catalog)).map(({ id, name, priceUsd, categories }) => {
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
  for (const { description, picture } of parseCatalog(JSON.stringify(catalog))) {
    assert.ok(description.length > 40);
    assert.match(picture, /^\/static\/img\/products\/[a-z-]+\.svg$/);
  }
});

test("parseCatalog reads the field names of the proto files too", () => {
  const { priceUsd: price_usd, ...rest } = mug;
  const [product] = parseCatalog(catalogOf({ ...rest, price_usd }));
  assert.equal(product?.priceUsd?.units, 8n);
});

test("parseCatalog takes every id and picture that the shop can use", () => {
  const ids = ["SKU.100-A", "SKU 200", "100%", "a/b?c#d&e", "čaj", "🕶", "-"];
  const products = ids.map((id) => ({ ...mug, id, picture: "https://cdn.example.com/mug.png" }));
  assert.deepEqual(
    parseCatalog(catalogOf(...products)).map(({ id }) => id),
    ids,
  );
});

test("parseCatalog names the product, its line and what is wrong with it", () => {
  const problems = {
    'product 1, "", has no id': [{ ...mug, id: "" }],
    'product 1, "..", cannot have the id ".."': [{ ...mug, id: ".." }],
    'product 1, "a,b", cannot have the id "a,b"': [{ ...mug, id: "a,b" }],
    'product 1, "M\\u{200b}", has a character in its id that nobody sees': [
      { ...mug, id: "M\u200b" },
    ],
    'product 1, " M", has a space before or behind its id " M"': [{ ...mug, id: " M" }],
    'product 2, "A", has no name': [mug, { ...mug, id: "A", name: "" }],
    'product 1, "6E92ZMYYFZ", has a name of 257 characters, more than 256': [
      { ...mug, name: "x".repeat(257) },
    ],
    'product 1, "6E92ZMYYFZ", has a line break or the like in its name': [
      { ...mug, name: "Big\nMug" },
    ],
    'product 2, "6E92ZMYYFZ", has the id of product 1': [mug, mug],
    'product 1, "6E92ZMYYFZ", has no price': [{ id: mug.id, name: mug.name }],
    'product 1, "6E92ZMYYFZ", must have a price in "USD", not in "EUR"': [
      { ...mug, priceUsd: { currencyCode: "EUR", units: 8 } },
    ],
    'product 1, "6E92ZMYYFZ", has a negative price': [
      { ...mug, priceUsd: { currencyCode: "USD", units: -8 } },
    ],
    'product 1, "6E92ZMYYFZ", has a price above 1000000000 USD': [
      { ...mug, priceUsd: { currencyCode: "USD", units: 1_000_000_001 } },
    ],
    'product 1, "6E92ZMYYFZ", has the picture "http://example.com/a.png", which must be a path such as "/static/img/mug.svg" or begin with "https://"':
      [{ ...mug, picture: "http://example.com/a.png" }],
    'product 1, "6E92ZMYYFZ", has a space before or behind its category "mugs "': [
      { ...mug, categories: ["mugs "] },
    ],
    'product 1, "6E92ZMYYFZ", cannot be read: key "prize" is unknown': [{ ...mug, prize: 1 }],
    'product 1, "6E92ZMYYFZ", cannot be read: field name: expected string, got 7': [
      { ...mug, name: 7 },
    ],
  };
  for (const [message, products] of Object.entries(problems)) {
    const line = 2 + products.length;
    assert.throws(
      () => parseCatalog(catalogOf(...products)),
      (error: Error) => error.message === `line ${line}: ${message}` || assert.fail(error.message),
    );
  }
});

test("parseCatalog throws when the text is no catalog, and shows invisible characters", () => {
  assert.throws(() => parseCatalog("[]"), /^RangeError: A catalog must be \{ "products": \[/);
  assert.throws(() => parseCatalog('{ "product": [] }'), /no field "product"$/);
  assert.throws(
    () => parseCatalog('{\n"products": [\u200b]}'),
    /^RangeError: line 2: .*\\u\{200b\}/,
  );
});

test("parseCatalog refuses a catalog that is larger than an answer, and says how large", () => {
  const description = "x".repeat(2_000_000);
  const products = ["A", "B", "C"].map((id) => ({ ...mug, id, description }));
  assert.equal(parseCatalog(catalogOf(...products.slice(1))).length, 2);
  assert.throws(() => parseCatalog(catalogOf(...products)), {
    message: /^3 products take 6000\d\d\d bytes in an answer, which holds at most 4194304$/,
  });
});

/** Returns a catalog with each product on a line of its own, the first on line 3. */
function catalogOf(...products: object[]): string {
  return `{\n"products": [\n${products.map((each) => JSON.stringify(each)).join(",\n")}\n]}`;
}
