import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { followOrder } from "../follow-order.ts";
import { checkoutForm, createVisitor, type Page } from "../visitor.ts";

/** What a visitor was told at last of the order that a form made. */
export interface Told {
  readonly sessionId: string;
  readonly key: string;
  /** Set where the page said that the order is placed. */
  readonly placedId?: string | undefined;
}

/** Orders a mug. What fails is tried again with the same form, until a page says what became of it. */
export async function orderOnce(url: () => string, signal: AbortSignal): Promise<Told> {
  const visitor = createVisitor(url);

  async function until(request: () => Promise<Page>, good: (page: Page) => boolean): Promise<Page> {
    for (;;) {
      // A frontend that was killed gives no answer at all.
      const page = await request().catch(() => undefined);
      if (page && good(page)) return page;
      await wait(100, undefined, { signal });
    }
  }

  const mug = { product_id: "6E92ZMYYFZ", quantity: "1", idempotency_key: randomUUID() };
  await until(
    () => visitor.post("/cart", mug),
    ({ status }) => status === 302,
  );
  const cart = await until(
    () => visitor.get("/cart"),
    ({ body }) => KEY.test(body),
  );
  const key = KEY.exec(cart.body)?.[1] ?? "";
  const form = { ...checkoutForm(), idempotency_key: key };
  const page = await until(
    async () => followOrder(visitor, await visitor.post("/cart/checkout", form)),
    // 409: its order was canceled, and its key is used up.
    ({ status }) => status === 200 || status === 409,
  );
  const placed = /It is on its way/.test(page.body);
  return {
    sessionId: visitor.cookies.get("shop_session-id") ?? "",
    key,
    placedId: placed ? /[\da-f]{8}-[\da-f]{4}-1[\da-f-]{21}/.exec(page.url)?.[0] : undefined,
  };
}

// The form to add a product of those recommended has such a field too, further down.
const KEY = /action="[^"]*\/cart\/checkout"[\s\S]*?name="idempotency_key" value="([^"]+)"/;
