import type { Browser, Expectation } from "./browser.ts";
import { PRODUCTS } from "./products.ts";

/** Somebody in the shop, who does one thing after another. When one leaves, the next comes in. */
export interface Visitor {
  /** Looks at the home page. */
  index(): Promise<void>;
  /** Chooses another currency. */
  setCurrency(): Promise<void>;
  /** Looks at a product. */
  browse(): Promise<void>;
  /** Looks at a product and puts some of it into the cart. */
  addToCart(): Promise<void>;
  viewCart(): Promise<void>;
  /** Puts a product into the cart and buys all that is in it. Where that fails, leaves for ever. */
  checkout(): Promise<void>;
}

/**
 * Returns a visitor with a browser. It knows what it should see: every product on the home
 * page, its currency on prices, in the cart what it put there, a receipt after buying.
 */
export function createVisitor(browser: Browser, random: () => number = Math.random): Visitor {
  const cart = new Set<string>();
  let symbol = "$";

  const any = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

  function seeProduct(id: string): Promise<boolean> {
    const seen = shows([nameOf(id), `value="${id}"`, symbol]);
    return browser.get("GET /product/{id}", `/product/${id}`, seen);
  }

  async function addToCart(): Promise<void> {
    const id = any(IDS);
    await seeProduct(id);
    const form = { product_id: id, quantity: String(1 + Math.floor(random() * 10)) };
    const inCart = shows([...cart, id].map(nameOf));
    if (await browser.post("POST /cart", "/cart", form, inCart)) cart.add(id);
  }

  return {
    async index() {
      await browser.get("GET /", "/", shows([...IDS.map(nameOf), symbol]));
    },
    async setCurrency() {
      const [code, chosen] = any(CURRENCIES);
      const seen = shows([...IDS.map(nameOf), chosen]);
      const form = { currency_code: code };
      if (await browser.post("POST /setCurrency", "/setCurrency", form, seen)) symbol = chosen;
    },
    async browse() {
      await seeProduct(any(IDS));
    },
    addToCart,
    async viewCart() {
      const wanted =
        cart.size === 0 ? [] : [...[...cart].map(nameOf), "credit_card_number", symbol];
      await browser.get("GET /cart", "/cart", shows(wanted));
    },
    async checkout() {
      await addToCart();
      const bought = shows([...[...cart].map(nameOf), symbol]);
      // Nobody can tell whether it failed before or after the cart was emptied.
      cart.clear();
      const isPlaced = await browser.post(
        "POST /cart/checkout",
        "/cart/checkout",
        customer(),
        (body) => {
          if (!ORDER_ID.test(body)) return "the page shows no order id";
          return TRACKING_ID.test(body) ? bought(body) : "the page shows no tracking id";
        },
      );
      if (isPlaced) return;
      // A cart that cannot be bought would fail at each try, and who is refused for the card may not
      // try again for a minute.
      browser.forget();
      symbol = "$";
    },
  };
}

const IDS = [...PRODUCTS.keys()];

/** What the original's visitors choose among. */
const CURRENCIES = [
  ["EUR", "€"],
  ["USD", "$"],
  ["JPY", "¥"],
  ["CAD", "$"],
] as const;

/** A UUID of version 1. */
const ORDER_ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/;
const TRACKING_ID = /\b[A-Z]{2}-\d+-\d+\b/;

/** Returns the name of a product as it stands in HTML. */
function nameOf(id: string): string {
  return (PRODUCTS.get(id) ?? id).replaceAll("&", "&amp;");
}

function shows(texts: readonly string[]): Expectation {
  return (body) => {
    const missing = texts.find((text) => !body.includes(text));
    return missing === undefined ? undefined : `the page does not show "${missing}"`;
  };
}

/** The demo customer of every shop of this kind, whose card is good until next year. */
function customer(): Record<string, string> {
  return {
    email: "someone@example.com",
    street_address: "1600 Amphitheatre Parkway",
    zip_code: "94043",
    city: "Mountain View",
    state: "CA",
    country: "United States",
    credit_card_number: "4432-8015-6152-0454",
    credit_card_expiration_month: "1",
    credit_card_expiration_year: String(new Date().getFullYear() + 1),
    credit_card_cvv: "672",
  };
}
