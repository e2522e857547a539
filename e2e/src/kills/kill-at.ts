import { customers } from "./customers.ts";
import type { KillShop } from "./kill-shop.ts";

/** The longest until a failpoint is reached. */
const REACH_MS = 60_000;

/**
 * Kills services at failpoints, one after another, while customers come, and starts each again.
 * Resolves when all customers have their answer. Throws an Error when a failpoint is not reached.
 *
 * @param atLeast How many customers come at least.
 */
export async function killAt(
  shop: KillShop,
  failpoints: readonly string[],
  { atLeast }: { readonly atLeast: number },
): Promise<void> {
  let served = 0;
  let killed = false;
  const killing = Promise.all(
    [...Map.groupBy(failpoints, serviceOf)].map(async ([service, names]) => {
      for (const name of names) {
        const { exited } = await shop.replace(service, name);
        const how = await withTimeLimit(exited, name);
        if (how !== "SIGKILL") throw new Error(`${service} ended with ${how} at "${name}"`);
      }
      await shop.replace(service);
    }),
  ).finally(() => {
    killed = true;
  });
  const serving = customers.map(async (customer) => {
    while (!killed || served < atLeast) {
      await customer(shop.counter);
      served++;
    }
  });
  await Promise.all([killing, ...serving]);
}

/** "checkout-after-ship" stands in checkoutservice. */
function serviceOf(failpoint: string): string {
  return `${failpoint.split("-", 1)}service`;
}

async function withTimeLimit<T>(exited: Promise<T>, failpoint: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const error = new Error(`The failpoint "${failpoint}" was not reached`);
  const timer = setTimeout(reject, REACH_MS, error);
  return await Promise.race([exited, promise]).finally(() => clearTimeout(timer));
}
