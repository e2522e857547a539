// Kills one of two frontends ten times under load, as a lack of memory would, and counts the requests that fail of
// visitors who keep their connections: `npm exec -- node e2e/src/drill/killed-frontend.ts`. What fails is asked
// again at the frontend that is left, as a proxy before the shop does. A relay stands in for kube-proxy.
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { createVisitor, type Page } from "../visitor.ts";
import { startRelay } from "./start-relay.ts";

const KILLS = 10;
const VISITORS = 8;
/** How long new connections still lead to a frontend that is gone. */
const NEWS_MS = 500;
const MUG = "6E92ZMYYFZ";

await using shop = await startShop();
await using relay = await startRelay();
let left = new URL(shop.url).host;
relay.targets.add(left);

const counts = { requests: 0, failed: 0, failedAgain: 0 };
const [reads, changes] = [{ ...counts }, { ...counts }];
const [cut, wrongCarts] = [new Map<string, number>(), [] as string[]];
const ended = new AbortController();
const visiting = Array.from({ length: VISITORS }, async () => {
  while (!ended.signal.aborted) await visit();
});
let pid = shop.pid("frontend");
for (let kills = 0; kills < KILLS; kills++) {
  const old = left;
  const { address } = await shop.start("frontend");
  relay.targets.add(address);
  await wait(1_000);
  left = address;
  process.kill(pid, "SIGKILL");
  await wait(NEWS_MS);
  relay.targets.delete(old);
  pid = shop.pids("frontend").at(-1) as number;
}
ended.abort();
await Promise.all(visiting);
console.log(`Reads: ${JSON.stringify(reads)}`);
console.log(`Changes: ${JSON.stringify(changes)}, wrong carts: ${wrongCarts.length}`);
console.log(`Connections that were refused: ${relay.refused()}, ${JSON.stringify([...cut])}`);

/** Looks around, and adds one mug to a new cart. */
async function visit(): Promise<void> {
  let url = relay.url;
  const visitor = createVisitor(() => url);
  /** Asks, and asks again where it failed; returns the page if one came. */
  const ask = async (counted: typeof counts, request: () => Promise<Page>, status: number) => {
    counted.requests++;
    const page = await attempt(request, status);
    if (page) return page;
    counted.failed++;
    url = `http://${left}`;
    const second = await attempt(request, status);
    url = relay.url;
    if (!second) counted.failedAgain++;
    // A visitor who saw an error looks at it for a moment.
    await wait(250);
    return second;
  };
  await ask(reads, () => visitor.get("/"), 200);
  const product = await ask(reads, () => visitor.get(`/product/${MUG}`), 200);
  const [, key = ""] = /name="idempotency_key" value="([^"]+)"/.exec(product?.body ?? "") ?? [];
  const form = { product_id: MUG, quantity: "1", idempotency_key: key };
  await ask(changes, () => visitor.post("/cart", form), 302);
  const cart = await ask(reads, () => visitor.get("/cart"), 200);
  if (cart && !cart.body.includes("1 × $")) wrongCarts.push(key);
}

async function attempt(request: () => Promise<Page>, status: number): Promise<Page | undefined> {
  const page = await request().catch((error: Error) => error);
  if (!(page instanceof Error) && page.status === status) return page;
  const { code } = ((page as Error).cause ?? {}) as NodeJS.ErrnoException;
  const problem = code ?? ("status" in page ? `status ${page.status}` : page.message);
  cut.set(problem, (cut.get(problem) ?? 0) + 1);
  return undefined;
}
