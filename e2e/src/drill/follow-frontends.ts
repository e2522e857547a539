import { openMdnsRegistry } from "../shop.ts";

/** The frontends of a shop, as a load balancer knows them. */
export interface Frontends extends AsyncDisposable {
  /** Returns the URL of one that the registry knows, of one that was killed too for a while. */
  next(): string;
}

/** Follows the frontends of a shop. Resolves once one is known. */
export async function followFrontends(shopName: string): Promise<Frontends> {
  const registry = await openMdnsRegistry(shopName);
  const stop = new AbortController();
  let urls: string[] = [];
  const { promise: known, resolve } = Promise.withResolvers<void>();
  const following = (async () => {
    for await (const { instances } of registry.watch("frontend", { signal: stop.signal })) {
      urls = instances.map(({ address }) => `http://${address}`);
      if (urls.length > 0) resolve();
    }
  })().catch(() => {});
  await known;
  return {
    // By turns, a page and the form on it might always meet the same two.
    next: () => urls[Math.floor(Math.random() * urls.length)] ?? "http://no-frontend.invalid",
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
      await registry[Symbol.asyncDispose]();
    },
  };
}
