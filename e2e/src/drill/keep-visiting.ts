import { setTimeout as wait } from "node:timers/promises";
import { failedCalls } from "../failed-calls.ts";
import { followOrder } from "../follow-order.ts";
import { checkoutForm, createVisitor, type Page } from "../visitor.ts";
import type { Tally } from "./tally.ts";
import { type Kill, mayBeCanceled, wasInFlight } from "./was-in-flight.ts";

export interface KeepVisitingOptions {
  /** Returns a frontend to send the next request to, as a load balancer does. */
  readonly url: () => string;
  readonly tally: Tally;
  /** Returns what each frontend has logged. */
  readonly logs: () => readonly string[];
  /** The processes that have been killed so far. */
  readonly kills: readonly Kill[];
  /** Ends the visits, after the visit under way. */
  readonly signal: AbortSignal;
}

const PRODUCTS = ["6E92ZMYYFZ", "1YMWWN1N4O", "L9ECAV7KIM", "2ZYFJ3GM2N", "OLJCESPC7Z"];
const CURRENCIES = ["EUR", "USD", "JPY", "GBP", "TRY", "CAD"];

/**
 * Visits the shop over and over, a new visitor each time, and tallies what comes of it: the
 * original load generator's flows, each page checked for what it must show.
 */
export async function keepVisiting(options: KeepVisitingOptions): Promise<void> {
  while (!options.signal.aborted) await visit(options);
}

async function visit({ url, tally, logs, kills }: KeepVisitingOptions): Promise<void> {
  const visitor = createVisitor(url);
  const product = pick(PRODUCTS);

  /** Makes a request; returns its page if one came, and what is wrong if something is. */
  async function attempt(request: () => Promise<Page>, good: (page: Page) => boolean) {
    tally.requests++;
    const page = await request().catch((error: Error) => describe(error));
    if (typeof page === "string") return { problem: page };
    if (DEGRADED.test(page.body)) tally.degraded++;
    return good(page) ? { page } : { page, problem: excerpt(page) };
  }

  async function see(path: string, shows: RegExp) {
    const get = () => visitor.get(path);
    const { page, problem } = await attempt(get, ({ status, body }) => {
      return status === 200 && shows.test(body);
    });
    if (problem) fail(`GET ${path}`, problem);
    return page;
  }

  /** Sends a form; returns whether it is certain that it was taken. */
  async function send(path: string, form: Record<string, string>): Promise<boolean> {
    const startMs = performance.now();
    const post = () => visitor.post(path, form);
    const { page, problem } = await attempt(post, ({ status }) => status === 302);
    if (!problem) return true;
    const endMs = performance.now();
    // The frontend's log tells where the call went that was lost.
    const calls = page?.status === 503 ? await failedCalls(page, logs).catch(() => []) : [];
    const clear = /out of reach/.test(problem);
    if (clear && wasInFlight({ calls, startMs, endMs }, kills)) tally.inFlight++;
    else fail(`POST ${path}`, `${problem}; the calls that failed: ${JSON.stringify(calls)}`);
    return false;
  }

  /**
   * Buys what is in the cart; what fails is tried again, which the key makes safe. An order whose
   * process was killed with the card is canceled, and the visitor orders anew from its page.
   */
  async function buy(): Promise<void> {
    const startMs = performance.now();
    let form = await formOf("/cart");
    const problems: string[] = [];
    for (let attempts = 0; form && attempts < 4; attempts++) {
      const filled = form;
      const post = async () => followOrder(visitor, await visitor.post("/cart/checkout", filled));
      const { page, problem } = await attempt(post, ({ status, body }) => {
        return status === 200 && /It is on its way/.test(body);
      });
      if (page && !problem) {
        tally.placed.add(orderId(page));
        if (attempts > 0) tally.repeated++;
        return;
      }
      problems.push(problem);
      const again = /Nothing was charged[\s\S]*href="(\/cart\?after=[^"]+)"/.exec(page?.body ?? "");
      if (again && mayBeCanceled({ startMs, endMs: performance.now() }, kills)) {
        tally.canceled++;
        form = await formOf(again[1] ?? "");
      } else await wait(250);
    }
    if (form) fail("POST /cart/checkout, four times", problems.join(" | "));
  }

  /** The form of the cart, filled in. Undefined when the page did not come. */
  async function formOf(path: string): Promise<Record<string, string> | undefined> {
    const cart = await see(path, /name="idempotency_key"/);
    const key = /name="idempotency_key"[^>]*value="([^"]+)"/.exec(cart?.body ?? "")?.[1];
    return key === undefined ? undefined : { ...checkoutForm(), idempotency_key: key };
  }

  function fail(what: string, problem: string): void {
    tally.failures.push(`${new Date().toISOString()} ${what}: ${problem}`);
  }

  await see("/", /\/product\/6E92ZMYYFZ/);
  await send("/setCurrency", { currency_code: pick(CURRENCIES) });
  for (let pages = 0; pages < 4; pages++) await see(`/product/${pick(PRODUCTS)}`, /add to cart/i);
  if (!(await send("/cart", { product_id: product, quantity: "2" }))) return;
  await see("/cart", new RegExp(product));
  if (Math.random() < 0.2) await send("/cart/empty", {});
  else await buy();
}

const DEGRADED = /taking a break|out of reach|exchange desk|up to a minute old/;

/** The page of an order is named by its id. */
function orderId({ url }: Page): string {
  return new URL(url).pathname.split("/").at(-1) ?? "";
}

function pick(from: readonly string[]): string {
  return from[Math.floor(Math.random() * from.length)] as string;
}

function describe(error: Error): string {
  return [error.message, (error.cause as Error | undefined)?.message].filter(Boolean).join(": ");
}

/** The words of a page that is not as it should be. */
function excerpt({ status, body }: Page): string {
  const main = /<main[\s\S]*<\/main>/.exec(body)?.[0] ?? body;
  return `${status} ${main
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .slice(0, 300)}`;
}
