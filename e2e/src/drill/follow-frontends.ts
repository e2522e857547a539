import { openMdnsRegistry } from "../shop.ts";

/** The frontends of a shop, as a load balancer knows them. */
export interface Frontends extends AsyncDisposable {
  /** Returns the URLs of those that the registry knows, by turns. */
  next(): string;
}

/** Follows the frontends of a shop. Resolves once one is known. */
export async function followFrontends(shopName: string): Promise<Frontends> {
  const registry = await openMdnsRegistry(shopName);
  const stop = new AbortController();
  let urls: string[] = [];
  let turn = 0;
  const { promise: known, resolve } = Promise.withResolvers<void>();
  const following = (async () => {
    for await (const { instances } of registry.watch("frontend", { signal: stop.signal })) {
      urls = instances.map(({ address }) => `http://${address}`);
      if (urls.length > 0) resolve();
    }
  })().catch(() => {});
  await known;
  return {
    next: () => urls[turn++ % urls.length] ?? "http://no-frontend.invalid",
    async [Symbol.asyncDispose]() {
      stop.abort();
      await following;
      await registry[Symbol.asyncDispose]();
    },
  };
}
