import { checkoutForm } from "@hipstershop/e2e/visitor";
import { nextFlow } from "loadgenerator/next-flow";
import { PRODUCTS } from "loadgenerator/products";
import { createVisitor as createLocust } from "loadgenerator/visitor";
import type { Visitor } from "./create-visitor.ts";
import { shows } from "./shows.ts";

/** What visitors do, who ask again as soon as they are answered. */
export interface Load {
  /** What they ask for, and how many they are. */
  readonly name: string;
  readonly visitors: number;
  /** Prepares one who opens visitors, one of them mostly; returns what is done again and again. */
  enter(open: () => Visitor): Promise<Visit>;
}

export interface Visit {
  again(): Promise<unknown>;
  /** Checks what all of it has led to. */
  leave?(): Promise<unknown>;
}

type LoadName = "home" | "product" | "cart" | "add" | "order" | "flow";

/** All loads, each by its short name. */
export const loads: Readonly<Record<LoadName, Load>> = {
  home: {
    name: "home EUR",
    visitors: 32,
    async enter(open) {
      const visitor = open();
      await chooseEuro(visitor);
      const seen = shows([...PRODUCTS.values(), "€"]);
      return { again: () => visitor.get("/", seen) };
    },
  },
  product: {
    name: "product EUR",
    visitors: 32,
    async enter(open) {
      const visitor = open();
      await chooseEuro(visitor);
      const seen = shows([MUG.name, `value="${MUG.id}"`, "€"]);
      return { again: () => visitor.get(`/product/${MUG.id}`, seen) };
    },
  },
  cart: {
    name: "cart EUR, 3 lines",
    visitors: 32,
    async enter(open) {
      const visitor = open();
      await chooseEuro(visitor);
      const lines = [...PRODUCTS].slice(-3);
      for (const [id] of lines) await visitor.submit("/cart", addForm(id), "/cart");
      const seen = shows([...lines.map(([, name]) => name), "credit_card_number", "€"]);
      return { again: () => visitor.get("/cart", seen) };
    },
  },
  add: {
    name: "add to cart",
    visitors: 32,
    async enter(open) {
      const visitor = open();
      let added = 0;
      return {
        async again() {
          if (await visitor.submit("/cart", addForm(MUG.id), "/cart")) added++;
        },
        leave: () => visitor.get("/cart", shows([MUG.name, `value="${added}"`])),
      };
    },
  },
  order: {
    name: "add + checkout",
    visitors: 8,
    async enter(open) {
      const visitor = open();
      const seen = shows(["It is on its way", MUG.name]);
      return {
        async again() {
          visitor.forget();
          await visitor.submit("/cart", addForm(MUG.id), "/cart");
          await visitor.post("/cart/checkout", checkoutForm(), seen);
        },
      };
    },
  },
  flow: {
    name: "original Locust flow",
    visitors: 16,
    async enter(open) {
      const visitor = open();
      const locust = createLocust({
        get: (_route, path, expect) => visitor.get(path, expect),
        post: (_route, path, form, expect) => visitor.post(path, form, expect),
        forget: () => visitor.forget(),
      });
      await locust.index();
      return { again: () => locust[nextFlow()]() };
    },
  },
};

const MUG = { id: "6E92ZMYYFZ", name: "Mug" };

const addForm = (id: string) => ({ product_id: id, quantity: "1" });

async function chooseEuro(visitor: Visitor): Promise<void> {
  await visitor.post("/setCurrency", { currency_code: "EUR" }, shows(["€"]));
}
