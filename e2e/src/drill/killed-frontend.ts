// Kills one of two frontends ten times under load, as a lack of memory would, and counts the requests that fail of
// visitors who keep their connections: `npm exec -- node e2e/src/drill/killed-frontend.ts`. A page that got no answer
// is asked for once more, as browsers do, and counted; a form is sent once. What fails is asked again at the frontend
// that is left. A relay stands in for kube-proxy; with `--nginx`, nginx for an Ingress.
import { setTimeout as wait } from "node:timers/promises";
import { startShop } from "../shop.ts";
import { createVisitor, type Page } from "../visitor.ts";
import { startNginx } from "./start-nginx.ts";
import { startRelay } from "./start-relay.ts";

const KILLS = 10;
const VISITORS = 8;
/** How long new connections still lead to a frontend that is gone. */
const NEWS_MS = 500;
const MUG = "6E92ZMYYFZ";

await using shop = await startShop();
await using wayIn = await (process.argv.includes("--nginx") ? startNginx() : startRelay());
let left = new URL(shop.url).host;
await wayIn.lead([left]);

const counts = { requests: 0, askedAgain: 0, failed: 0, failedAtTheOther: 0 };
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
  await wayIn.lead([old, address]);
  await wait(1_000);
  left = address;
  process.kill(pid, "SIGKILL");
  await wait(NEWS_MS);
  await wayIn.lead([left]);
  pid = shop.pids("frontend").at(-1) as number;
}
ended.abort();
await Promise.all(visiting);
console.log(`Reads: ${JSON.stringify(reads)}`);
console.log(`Changes: ${JSON.stringify(changes)}, wrong carts: ${wrongCarts.length}`);
console.log(`What was wrong each time: ${JSON.stringify([...cut])}`);

/** Looks around, and adds one mug to a new cart. */
async function visit(): Promise<void> {
  let { url } = wayIn;
  const visitor = createVisitor(() => url);
  /** Asks, and asks the frontend that is left where it failed; returns the page if one came. */
  const ask = async (counted: typeof counts, request: () => Promise<Page>, status: number) => {
    counted.requests++;
    let answer = await attempt(request, status);
    if (answer === "none" && counted === reads) {
      counted.askedAgain++;
      answer = await attempt(request, status);
    }
    if (typeof answer === "object") return answer;
    counted.failed++;
    url = `http://${left}`;
    const second = await attempt(request, status);
    url = wayIn.url;
    if (typeof second === "string") counted.failedAtTheOther++;
    // A visitor who saw an error looks at it for a moment.
    await wait(250);
    return typeof second === "object" ? second : undefined;
  };
  await ask(reads, () => visitor.get("/"), 200);
  const product = await ask(reads, () => visitor.get(`/product/${MUG}`), 200);
  const [, key = ""] = /name="idempotency_key" value="([^"]+)"/.exec(product?.body ?? "") ?? [];
  const form = { product_id: MUG, quantity: "1", idempotency_key: key };
  await ask(changes, () => visitor.post("/cart", form), 302);
  const cart = await ask(reads, () => visitor.get("/cart"), 200);
  if (cart && !cart.body.includes("1 × $")) wrongCarts.push(key);
}

/** Returns the page, or that another or no answer came. */
async function attempt(
  request: () => Promise<Page>,
  status: number,
): Promise<Page | "another" | "none"> {
  const page = await request().catch((error: Error) => error);
  if (!(page instanceof Error) && page.status === status) return page;
  const { code } = ((page as Error).cause ?? {}) as NodeJS.ErrnoException;
  const problem = code ?? ("status" in page ? `status ${page.status}` : page.message);
  cut.set(problem, (cut.get(problem) ?? 0) + 1);
  return page instanceof Error ? "none" : "another";
}
