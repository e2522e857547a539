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
  const visits: Promise<unknown>[] = [];

  /** Lets one customer of each kind come, and come again until that is over. */
  function letCome(isOver: () => boolean): Promise<unknown> {
    const visit = Promise.all(
      customers.map(async (customer) => {
        do {
          await customer(shop.counter);
          served++;
        } while (!isOver());
      }),
    );
    // Whoever waits for it meets the error.
    visit.catch(() => {});
    return visit;
  }

  async function killOnce(service: string, failpoint: string): Promise<void> {
    const { exited } = await shop.replace(service, failpoint);
    let killed = false;
    // Others come: those who were here before may wait until the lease of a killed process runs out.
    const visit = letCome(() => killed);
    visits.push(visit);
    const reached = withTimeLimit(exited, failpoint).finally(() => {
      killed = true;
    });
    const how = await Promise.race([reached, visit.then(() => reached)]);
    if (how !== "SIGKILL") throw new Error(`${service} ended with ${how} at "${failpoint}"`);
  }

  await Promise.all(
    [...Map.groupBy(failpoints, serviceOf)].map(async ([service, names]) => {
      for (const name of names) await killOnce(service, name);
      await shop.replace(service);
    }),
  );
  await Promise.all(visits);
  await letCome(() => served >= atLeast);
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
