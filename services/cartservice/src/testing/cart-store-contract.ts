import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  CART_EXPIRY_MS,
  type CartStore,
  KEY_KEPT_MS,
  MAX_LINES,
  MAX_QUANTITY,
} from "../cart-store.ts";

/** What the contract needs to know of a store: how to open it, and how to make time pass. */
export interface CartStoreHarness {
  /** Opens the store; a second time, a second handle to the same carts. */
  open(): CartStore | Promise<CartStore>;
  /** Makes all carts older. */
  advance(ms: number): void | Promise<void>;
}

/** Declares the tests that every store must pass. `start` gives each test carts of its own. */
export function cartStoreContract(
  name: string,
  start: (t: TestContext) => Promise<CartStoreHarness>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  function contract(does: string, run: (harness: CartStoreHarness) => Promise<void>): void {
    test(`${name} store ${does}`, { skip, timeout: 60_000 }, async (t) => run(await start(t)));
  }

  contract("gives a user never seen no lines", async (harness) => {
    await using store = await harness.open();
    assert.deepEqual((await store.getCart("nobody")).lines, []);
  });

  contract("keeps lines in the order in which they were added", async (harness) => {
    await using store = await harness.open();
    for (const productId of ["zebra", "ant", "mule"]) {
      await store.addItem("ann", { productId, quantity: 1 });
    }
    await store.addItem("ann", { productId: "zebra", quantity: 2 });
    assert.deepEqual((await store.getCart("ann")).lines, [
      { productId: "zebra", quantity: 3 },
      { productId: "ant", quantity: 1 },
      { productId: "mule", quantity: 1 },
    ]);
  });

  contract("puts a line that was removed and added again at the end", async (harness) => {
    await using store = await harness.open();
    await store.addItem("ann", { productId: "mug", quantity: 1 });
    await store.addItem("ann", { productId: "hat", quantity: 1 });
    await store.updateItem("ann", { productId: "mug", quantity: 0 });
    await store.addItem("ann", { productId: "mug", quantity: 1 });
    assert.deepEqual(
      (await store.getCart("ann")).lines.map((line) => line.productId),
      ["hat", "mug"],
    );
  });

  contract("keeps the carts of users apart, whatever their names are", async (harness) => {
    await using store = await harness.open();
    const users = [
      "ann",
      "ANN",
      "ann ",
      "*",
      "__proto__",
      "a'; DROP TABLE carts; --",
      "{ann}",
      "猫",
      "a\0b",
      "a\r\nFLUSHALL\r\n",
      '"],["x',
    ];
    for (const [index, userId] of users.entries()) {
      await store.addItem(userId, { productId: userId, quantity: index + 1 });
    }
    for (const [index, userId] of users.entries()) {
      assert.deepEqual((await store.getCart(userId)).lines, [
        { productId: userId, quantity: index + 1 },
      ]);
    }
    await store.emptyCart("*");
    assert.equal((await store.getCart("ann")).lines.length, 1);
  });

  contract("loses nothing when many add to one cart at once", async (harness) => {
    await using first = await harness.open();
    await using second = await harness.open();
    const stores = [first, second];
    await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        stores[i % 2]?.addItem("ann", { productId: `p${i % 5}`, quantity: 1 }),
      ),
    );
    const lines = (await first.getCart("ann")).lines;
    assert.equal(lines.length, 5);
    for (const line of lines) assert.equal(line.quantity, 40);
  });

  contract("adds once for a key, whoever repeats it", async (harness) => {
    await using first = await harness.open();
    await using second = await harness.open();
    const mug = { productId: "mug", quantity: 2 };
    await Promise.all(
      [first, second, first, second].map((store) => store.addItem("ann", mug, { key: "k" })),
    );
    assert.deepEqual((await second.getCart("ann")).lines, [mug]);
    await first.addItem("ann", mug, { key: "another" });
    await first.addItem("ann", mug, { key: "" });
    await first.addItem("ann", mug);
    await first.addItem("bob", mug, { key: "k" });
    assert.deepEqual((await second.getCart("ann")).lines, [{ productId: "mug", quantity: 8 }]);
    assert.deepEqual((await second.getCart("bob")).lines, [mug]);
  });

  contract("remembers a key for ten minutes, also when the cart is emptied", async (harness) => {
    await using store = await harness.open();
    const mug = { productId: "mug", quantity: 1 };
    const hat = { productId: "hat", quantity: 1 };
    await store.addItem("ann", mug, { key: "k" });
    await store.emptyCart("ann");
    await store.addItem("ann", mug, { key: "k" });
    assert.deepEqual((await store.getCart("ann")).lines, []);
    await store.addItem("ann", hat, { key: "another" });
    await store.updateItem("ann", { ...hat, quantity: 0 });
    await harness.advance(KEY_KEPT_MS - 60_000);
    await store.addItem("ann", mug, { key: "k" });
    assert.deepEqual((await store.getCart("ann")).lines, []);
    await store.addItem("ann", mug, { key: "new" });
    assert.deepEqual((await store.getCart("ann")).lines, [mug]);
  });

  contract("remembers many keys of a user", async (harness) => {
    await using store = await harness.open();
    for (let i = 0; i < 300; i++) {
      await store.addItem("ann", { productId: "mug", quantity: 1 }, { key: `${i}` });
    }
    for (let i = 0; i < 300; i++) {
      await store.addItem("ann", { productId: "mug", quantity: 1 }, { key: `${i}` });
    }
    assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "mug", quantity: 300 }]);
  });

  contract("keeps no key of an addition that it refuses", async (harness) => {
    await using store = await harness.open();
    await store.addItem("ann", { productId: "mug", quantity: MAX_QUANTITY });
    const more = { productId: "mug", quantity: 1 };
    await assert.rejects(store.addItem("ann", more, { key: "k" }), RangeError);
    await store.updateItem("ann", more);
    await store.addItem("ann", more, { key: "k" });
    assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "mug", quantity: 2 }]);
  });

  contract("refuses more of a product than fits, and changes nothing", async (harness) => {
    await using store = await harness.open();
    await store.addItem("ann", { productId: "mug", quantity: MAX_QUANTITY - 1 });
    await store.addItem("ann", { productId: "mug", quantity: 1 });
    await assert.rejects(
      store.addItem("ann", { productId: "mug", quantity: 1 }),
      new RangeError('A cart holds at most 2147483647 of product "mug"'),
    );
    assert.deepEqual((await store.getCart("ann")).lines, [
      { productId: "mug", quantity: MAX_QUANTITY },
    ]);
  });

  contract("refuses more products than fit, and changes nothing", async (harness) => {
    await using store = await harness.open();
    for (let i = 0; i < MAX_LINES; i++) {
      await store.addItem("ann", { productId: `p${i}`, quantity: 1 });
    }
    await assert.rejects(
      store.addItem("ann", { productId: "one more", quantity: 1 }),
      new RangeError("A cart holds at most 100 products"),
    );
    await store.addItem("ann", { productId: "p0", quantity: 1 });
    const lines = (await store.getCart("ann")).lines;
    assert.equal(lines.length, MAX_LINES);
    assert.deepEqual(lines[0], { productId: "p0", quantity: 2 });
  });

  contract("sets the quantity of a product in its place", async (harness) => {
    await using store = await harness.open();
    await store.addItem("ann", { productId: "mug", quantity: 5 });
    await store.addItem("ann", { productId: "hat", quantity: 1 });
    assert.equal(await store.updateItem("ann", { productId: "mug", quantity: 2 }), true);
    assert.deepEqual((await store.getCart("ann")).lines, [
      { productId: "mug", quantity: 2 },
      { productId: "hat", quantity: 1 },
    ]);
    assert.equal(await store.updateItem("ann", { productId: "mug", quantity: 0 }), true);
    assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "hat", quantity: 1 }]);
  });

  contract("updates no product that is not in the cart", async (harness) => {
    await using store = await harness.open();
    assert.equal(await store.updateItem("ann", { productId: "mug", quantity: 2 }), false);
    assert.equal(await store.updateItem("ann", { productId: "mug", quantity: 0 }), false);
    assert.deepEqual((await store.getCart("ann")).lines, []);
  });

  contract("gives a cart a version that each change renews", async (harness) => {
    await using first = await harness.open();
    await using second = await harness.open();
    const mug = { productId: "mug", quantity: 1 };
    const versions = new Set<string>();
    for (const change of [
      () => first.addItem("ann", mug, { key: "k" }),
      () => second.addItem("ann", { productId: "hat", quantity: 3 }),
      () => first.updateItem("ann", { productId: "hat", quantity: 2 }),
      () => second.removeItems("ann", [{ productId: "hat", quantity: 1 }], "order"),
      () => first.emptyCart("ann").then(() => first.addItem("ann", mug)),
    ]) {
      await change();
      const { version } = await first.getCart("ann");
      assert.ok(version.length >= 16 && !versions.has(version), `version "${version}" is new`);
      versions.add(version);
      await first.addItem("bob", mug);
      assert.equal((await second.getCart("ann")).version, version, "nothing was changed");
    }
  });

  contract("keeps the version when it has made a change before", async (harness) => {
    await using store = await harness.open();
    const mug = { productId: "mug", quantity: 2 };
    await store.addItem("ann", mug, { key: "k" });
    await store.removeItems("ann", [{ productId: "mug", quantity: 1 }], "order");
    const before = await store.getCart("ann");
    await store.addItem("ann", mug, { key: "k" });
    await store.removeItems("ann", [mug], "order");
    assert.deepEqual(await store.getCart("ann"), before);
  });

  contract("gives a cart without lines no version", async (harness) => {
    await using store = await harness.open();
    const mug = { productId: "mug", quantity: 1 };
    await store.addItem("ann", mug);
    await store.removeItems("ann", [mug], "order");
    assert.deepEqual(await store.getCart("ann"), { lines: [], version: "" });
    assert.deepEqual(await store.getCart("nobody"), { lines: [], version: "" });
  });

  contract(
    "subtracts from lines, down to zero, and keeps what was added since",
    async (harness) => {
      await using store = await harness.open();
      for (const [productId, quantity] of [
        ["mug", 3],
        ["hat", 1],
        ["sock", 1],
      ] as const) {
        await store.addItem("ann", { productId, quantity });
      }
      await store.removeItems(
        "ann",
        [
          { productId: "mug", quantity: 2 },
          { productId: "sock", quantity: 2 ** 31 - 1 },
          { productId: "never added", quantity: 1 },
        ],
        "order",
      );
      assert.deepEqual((await store.getCart("ann")).lines, [
        { productId: "mug", quantity: 1 },
        { productId: "hat", quantity: 1 },
      ]);
    },
  );

  contract("subtracts once for a key, whoever repeats it", async (harness) => {
    await using first = await harness.open();
    await using second = await harness.open();
    await first.addItem("ann", { productId: "mug", quantity: 10 });
    await first.addItem("bob", { productId: "mug", quantity: 10 });
    const two = [{ productId: "mug", quantity: 2 }];
    await Promise.all(
      [first, second, first, second].map((store) => store.removeItems("ann", two, "order")),
    );
    assert.deepEqual((await second.getCart("ann")).lines, [{ productId: "mug", quantity: 8 }]);
    await first.removeItems("ann", two, "another order");
    await first.removeItems("bob", two, "order");
    assert.deepEqual((await second.getCart("ann")).lines, [{ productId: "mug", quantity: 6 }]);
    assert.deepEqual((await second.getCart("bob")).lines, [{ productId: "mug", quantity: 8 }]);
  });

  contract("remembers a removal for 48 hours, also when the cart is emptied", async (harness) => {
    await using store = await harness.open();
    const mug = { productId: "mug", quantity: 1 };
    await store.removeItems("bob", [mug], "order");
    await store.addItem("ann", mug);
    await store.removeItems("ann", [mug], "order");
    await harness.advance(KEY_KEPT_MS);
    await store.emptyCart("ann");
    await store.addItem("ann", mug, { key: "k" });
    await store.updateItem("ann", { ...mug, quantity: 0 });
    await harness.advance(CART_EXPIRY_MS - KEY_KEPT_MS - 60_000);
    for (const userId of ["ann", "bob"]) {
      await store.addItem(userId, mug);
      await store.removeItems(userId, [mug], "order");
      assert.deepEqual((await store.getCart(userId)).lines, [mug]);
    }
  });

  contract("empties a cart, also one that is empty", async (harness) => {
    await using store = await harness.open();
    await store.addItem("ann", { productId: "mug", quantity: 5 });
    await store.emptyCart("ann");
    assert.deepEqual((await store.getCart("ann")).lines, []);
    await store.emptyCart("ann");
    await store.addItem("ann", { productId: "hat", quantity: 1 });
    assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "hat", quantity: 1 }]);
  });

  contract("lets a cart expire 48 hours after its last change", async (harness) => {
    await using store = await harness.open();
    const minute = 60_000;
    await store.addItem("ann", { productId: "mug", quantity: 1 });
    await store.addItem("bob", { productId: "mug", quantity: 1 });
    await harness.advance(CART_EXPIRY_MS - minute);
    await store.getCart("bob");
    await store.updateItem("ann", { productId: "mug", quantity: 2 });
    await harness.advance(2 * minute);
    assert.deepEqual((await store.getCart("bob")).lines, [], "reading is no change");
    assert.deepEqual((await store.getCart("ann")).lines, [{ productId: "mug", quantity: 2 }]);

    assert.equal(await store.updateItem("bob", { productId: "mug", quantity: 1 }), false);
    await store.addItem("bob", { productId: "hat", quantity: 1 });
    assert.deepEqual((await store.getCart("bob")).lines, [{ productId: "hat", quantity: 1 }]);

    await harness.advance(CART_EXPIRY_MS - minute);
    await store.addItem("bob", { productId: "mug", quantity: 1 });
    await harness.advance(2 * minute);
    assert.equal((await store.getCart("bob")).lines.length, 2, "adding is a change");
    assert.deepEqual((await store.getCart("ann")).lines, []);
  });

  contract("is within reach", async (harness) => {
    await using store = await harness.open();
    await store.check();
  });
}
