import { checkoutForm, createVisitor, type Page } from "@hipstershop/e2e/visitor";

/** What a load saw until it was stopped. */
export interface LoadReport {
  readonly requests: number;
  /** A line for each request that failed, or was answered with other than it should be. */
  readonly failures: readonly string[];
}

/**
 * Sends customers through the shop, one after another in each of several lanes, until the
 * signal aborts: they browse, fill a cart, look at it and buy. Each request goes to one of
 * the frontends that `urls` offers at that moment.
 */
export async function load(
  urls: () => readonly string[],
  options: { readonly lanes: number; readonly signal: AbortSignal },
): Promise<LoadReport> {
  const failures: string[] = [];
  let requests = 0;

  async function step(name: string, status: number, request: () => Promise<Page>) {
    requests++;
    const problem = await request().then(
      (page) => (page.status === status ? undefined : `answered ${page.status}, ${lead(page)}`),
      (error: unknown) => String(error),
    );
    if (problem) failures.push(`${name} ${problem}`);
  }

  async function lane(number: number): Promise<void> {
    for (let round = number; !options.signal.aborted; round++) {
      const product = PRODUCTS[round % PRODUCTS.length] ?? "";
      const visitor = createVisitor(() => urls()[round % urls().length] ?? "");
      await step("/", 200, () => visitor.get("/"));
      await step("/product", 200, () => visitor.get(`/product/${product}`));
      const item = { product_id: product, quantity: "2" };
      await step("POST /cart", 302, () => visitor.post("/cart", item));
      await step("/cart", 200, () => visitor.get("/cart"));
      await step("POST /cart/checkout", 200, () => visitor.post("/cart/checkout", checkoutForm()));
    }
  }

  await Promise.all(Array.from({ length: options.lanes }, (_, number) => lane(number)));
  return { requests, failures };
}

/** What an error page says is wrong. */
function lead({ body }: Page): string {
  return /<p class="lead">(.*?)<\/p>/s.exec(body)?.[1] ?? body.slice(0, 200);
}

const PRODUCTS = ["6E92ZMYYFZ", "OLJCESPC7Z", "66VCHSJNUP", "1YMWWN1N4O", "L9ECAV7KIM"];
