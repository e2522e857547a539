import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartIsEmptySchema } from "@hipstershop/proto/hipstershop/checkout";
import { CardRefusedSchema, ChargedBeforeSchema } from "@hipstershop/proto/hipstershop/payment";
import { goodForm, MUG } from "../testing/good-form.ts";
import { openFrontend } from "../testing/open-frontend.ts";

const BAD: readonly (readonly [field: string, ...values: string[]])[] = [
  [
    "email",
    "",
    "nobody",
    "a@b",
    "root@localhost",
    "a.b@localhost",
    "a@@b.com",
    "a..b@b.com",
    `${"x".repeat(250)}@b.com`,
  ],
  ["street_address", "", " ", "x".repeat(513), "one\nline"],
  ["zip_code", "9".repeat(17), "one\nline"],
  ["city", "", "x".repeat(129)],
  ["state", "x".repeat(129)],
  ["country", "", "x".repeat(129)],
  ["credit_card_number", "", "4432-8015-6152-0455", "411111", "4".repeat(20), "4432x8015"],
  ["credit_card_expiration_month", "", "0", "13", "1.5", "may"],
  ["credit_card_expiration_year", "", "soon", "20", "20300"],
  ["credit_card_cvv", "", "67x", "12345", "67-"],
];

for (const [field, ...values] of BAD) {
  test(`checkout answers 422 and names ${field} when it is bad`, async () => {
    await using frontend = await openFrontend();
    for (const [index, value] of values.entries()) {
      // A session of its own, because each may have few refusals.
      const session = { cookie: `shop_session-id=s${index}` };
      await frontend.post("/cart", { product_id: MUG, quantity: "1" }, session);
      const form = { ...goodForm(), [field]: value };
      const page = await frontend.post("/cart/checkout", form, session);
      assert.equal(page.status, 422, `"${value}"`);
      const message = new RegExp(`id="${field}-error">[^<]+<`);
      assert.match(page.body, message, `"${value}"`);
      assert.doesNotMatch(page.body, /4432.?8015|value="672"/, `"${value}"`);
    }
    if (values.includes("")) {
      const { [field]: _, ...absent } = goodForm();
      assert.equal((await frontend.post("/cart/checkout", absent)).status, 422);
    }
    assert(!frontend.shop.calls.some(({ name }) => name === "checkoutservice.PlaceOrder"));
  });
}

const POSTAL_CODES = [
  ["02139", 0, "United States"],
  ["94043", 94043, "United States"],
  ["SW1A 1AA", 0, "United Kingdom"],
  ["2147483648", 0, "Nowhere"],
  ["", 0, "Hong Kong"],
] as const;

for (const [typed, zipCode, country] of POSTAL_CODES) {
  test(`checkout sends and shows the postal code "${typed}" as it was typed`, async () => {
    const sent: unknown[] = [];
    await using frontend = await openFrontend({
      services: {
        checkout: {
          placeOrder({ address }) {
            sent.push([address?.postalCode, address?.zipCode, address?.state]);
            return { order: { orderId: "order-1", ...(address && { shippingAddress: address }) } };
          },
        },
      },
    });
    const form = { ...goodForm(), zip_code: typed, state: "", country };
    const { status, body } = await frontend.post("/cart/checkout", form);
    assert.equal(status, 200);
    assert.deepEqual(sent, [[typed, zipCode, ""]]);
    const [, address = ""] = /<address>(.*?)<\/address>/s.exec(body) ?? [];
    assert(address.includes(typed), address);
  });
}

test("checkout asks for what the country of the address has, in its order", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const labels = async (path: string) => {
    const { body } = await frontend.get(path);
    const region = body.slice(body.indexOf("data-region"), body.indexOf("How you pay"));
    return [...region.matchAll(/<label for="\w+">([^<]*)</g)].map(([, label]) => label);
  };
  assert.deepEqual(await labels("/cart"), ["City", "State", "ZIP code"]);
  assert.deepEqual(await labels("/cart?country=uk"), ["Town or city", "Postcode"]);
  assert.deepEqual(await labels("/cart?country=Germany"), ["Postal code", "City"]);
  // A typed value is still shown when the country has no such field.
  const form = { ...goodForm(), country: "Hong Kong", email: "" };
  const { body } = await frontend.post("/cart/checkout", form);
  assert.match(body, /Postal code \(optional\)<\/label>\s*<input[^>]*value="94043"/);
});

test("checkout asks the browser to fill in what fits in one line", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const { body } = await frontend.get("/cart");
  const asked = [...body.matchAll(/<input[^>]* autocomplete="([^"]*)"/g)].map(([, name]) => name);
  // "street-address" is for several lines (HTML section 4.10.18.7.1).
  assert.deepEqual(asked.filter((name) => name !== "off").sort(), [
    "address-level1",
    "address-level2",
    "address-line1",
    "country-name",
    "email",
    "postal-code",
  ]);
});

test("checkout takes a card number and a code as they are pasted", async () => {
  const cards: unknown[] = [];
  await using frontend = await openFrontend({
    services: {
      checkout: {
        placeOrder({ creditCard }) {
          cards.push([creditCard?.creditCardNumber, creditCard?.creditCardCvv]);
          return { order: { orderId: "order-1" } };
        },
      },
    },
  });
  for (const [number, code] of [
    ["4432\u00a08015\u202f6152\u20070454", "\u200b672\ufeff"],
    ["\u206644328015\u201361520454\u2069", " 672\t"],
    ["４４３２－８０１５－６１５２－０４５４", "６７２"],
    ["4432\u20118015\u22126152\u00ad0454", "672"],
  ]) {
    const form = { ...goodForm(), credit_card_number: number, credit_card_cvv: code };
    const { status } = await frontend.post("/cart/checkout", form as Record<string, string>);
    assert.equal(status, 200, JSON.stringify(number));
  }
  assert.deepEqual(cards, Array(4).fill(["4432801561520454", 672]));
});

test("checkout shows errors in the title, in a summary, and focuses the first bad field", async () => {
  await using frontend = await openFrontend();
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const form = { ...goodForm(), city: "", credit_card_number: "4432-8015-6152-0455" };
  const { body } = await frontend.post("/cart/checkout", form);
  assert.match(body, /<title>Error: Your cart/);
  const links = [...body.matchAll(/<a href="#(\w+)">[^<]+</g)].map(([, field]) => field);
  assert.deepEqual(links, ["city", "credit_card_number"]);
  assert.deepEqual(
    body.match(/<[^>]* autofocus/g)?.map((tag) => /id="(\w+)"/.exec(tag)?.[1]),
    ["city"],
  );
  // When no field is wrong, the message about the whole form has the focus.
  frontend.shop.down.add("checkoutservice");
  const failed = await frontend.post("/cart/checkout", goodForm());
  assert.match(failed.body, /<div class="problem"[^>]* autofocus>/);
});

test("checkout answers 422 with the service's own words when the card is refused", async () => {
  const explanation = "Your credit card (ending 0454) expired on 1/2001";
  const details = [{ desc: CardRefusedSchema, value: { explanation } }];
  await using frontend = await openFrontend({
    services: {
      checkout: {
        placeOrder() {
          throw new ConnectError("no", Code.InvalidArgument, undefined, details);
        },
      },
    },
  });
  await frontend.post("/cart", { product_id: MUG, quantity: "1" });
  const page = await frontend.post("/cart/checkout", goodForm());
  assert.equal(page.status, 422);
  assert.match(page.body, /Your credit card \(ending 0454\) expired on 1\/2001/);
  assert.match(page.body, /Nothing was charged/);
});

test("checkout marks no card when it is not the card that is refused", async () => {
  await using frontend = await openFrontend({
    services: {
      checkout: {
        placeOrder() {
          throw new ConnectError("failed to charge card: no amount", Code.InvalidArgument);
        },
      },
    },
  });
  const page = await frontend.post("/cart/checkout", goodForm());
  assert.equal(page.status, 422);
  assert.match(page.body, /The order was refused: failed to charge card: no amount\./);
  assert.doesNotMatch(page.body, /The card was refused|aria-invalid/);
});

test("checkout names the amount when the order was charged another one before", async () => {
  const amount = { currencyCode: "USD", units: 5n };
  const details = [{ desc: ChargedBeforeSchema, value: { amount } }];
  await using frontend = await openFrontend({
    services: {
      checkout: {
        placeOrder() {
          throw new ConnectError("no", Code.AlreadyExists, undefined, details);
        },
      },
    },
  });
  const page = await frontend.post("/cart/checkout", goodForm());
  assert.equal(page.status, 422);
  assert.match(page.body, /the card was charged \$5\.00 for it before/);
});

const EMPTY = [{ desc: CartIsEmptySchema, value: {} }];

const REFUSALS: readonly (readonly [message: string, code: Code, details?: typeof EMPTY])[] = [
  ["cart is empty", Code.FailedPrecondition, EMPTY],
  ["failed to price the cart: no product with ID ghost", Code.NotFound],
  ["the total is out of range", Code.OutOfRange],
];

for (const [message, code, details] of REFUSALS) {
  test(`checkout refuses as the services do: ${message}`, async () => {
    await using frontend = await openFrontend({
      services: {
        checkout: {
          placeOrder() {
            throw new ConnectError(message, code, undefined, details);
          },
        },
      },
    });
    const page = await frontend.post("/cart/checkout", goodForm());
    assert.equal(page.status, 422);
    assert.ok(page.body.includes(message));
  });
}

test("checkout answers 429 when a session has been refused five times, and to no other", async () => {
  await using frontend = await openFrontend();
  for (let count = 0; count < 5; count++) {
    assert.equal((await frontend.post("/cart/checkout", {})).status, 422);
  }
  const page = await frontend.post("/cart/checkout", goodForm());
  assert.equal(page.status, 429);
  assert.equal(page.headers.get("retry-after"), "60");
  const other = { cookie: "shop_session-id=other" };
  assert.notEqual((await frontend.post("/cart/checkout", goodForm(), other)).status, 429);
});

test("checkout counts no form that is wrong elsewhere than in the card", async () => {
  await using frontend = await openFrontend();
  for (let count = 0; count < 8; count++) {
    const page = await frontend.post("/cart/checkout", { ...goodForm(), email: "nobody" });
    assert.equal(page.status, 422);
  }
});

test("checkout counts new sessions by the address that a proxy names, if it is an address", async () => {
  await using frontend = await openFrontend();
  const refused = async (forwarded: string) => {
    const headers = { "x-forwarded-for": forwarded, cookie: "shop_session-id=" };
    return (await frontend.post("/cart/checkout", {}, headers)).status;
  };
  for (let count = 0; count < 50; count++) {
    assert.equal(await refused(`2001:DB8:0::1%zone${count}`), 422);
    assert.equal(await refused(`nonsense-${count}, 2001:db8::1`), 422);
  }
  assert.equal(await refused("2001:db8::1"), 429);
  assert.equal(await refused("2001:db8::2"), 422);
  for (let count = 0; count < 100; count++) {
    assert.equal(await refused(`nonsense-${count}`), 422);
  }
  assert.equal(await refused("127.0.0.256"), 429);
});

test("checkout counts no attempt that failed for another reason than the form", async () => {
  const failures = [
    new ConnectError(
      "failed to read the cart: Can't access cart storage.",
      Code.FailedPrecondition,
    ),
    new ConnectError("cart is empty", Code.FailedPrecondition, undefined, EMPTY),
    new ConnectError("no instance", Code.Unavailable),
  ];
  let attempts = 0;
  await using frontend = await openFrontend({
    services: {
      checkout: {
        placeOrder() {
          if (attempts === 120) return { order: { orderId: "order-1" } };
          throw failures[attempts++ % failures.length];
        },
      },
    },
  });
  const checkout = async () => (await frontend.post("/cart/checkout", goodForm())).status;
  for (let count = 0; count < 40; count++) {
    assert.deepEqual([await checkout(), await checkout(), await checkout()], [503, 422, 503]);
  }
  assert.equal(await checkout(), 200);
});
