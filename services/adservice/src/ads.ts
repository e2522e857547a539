import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { AdService } from "@hipstershop/proto/hipstershop/ad";
import { collectGarbage, noFaults, type ServiceContext } from "@hipstershop/service";

/** The ads of each category. */
export type AdCatalog = Readonly<Record<string, readonly ProductAd[]>>;

/** An ad that leads to a product. */
export interface ProductAd {
  readonly productId: string;
  readonly text: string;
}

/**
 * Returns an AdService. Its answers carry no cache-control, so that every page shows other ads.
 */
export function createAds(
  catalog: AdCatalog,
  random = Math.random,
  faults: ServiceContext["faults"] = noFaults,
): ServiceImpl<typeof AdService> {
  const byCategory = new Map(Object.entries(catalog));
  const all = [...byCategory.values()].flat();
  return {
    async getAds({ contextKeys }) {
      if (await faults.isOn("adManualGc")) collectGarbage();
      if ((await faults.isOn("adFailure")) && random() < FAILING) {
        throw new ConnectError("there are no ads now", Code.Unavailable);
      }
      const matching = [...new Set(contextKeys)].flatMap((key) => byCategory.get(key) ?? []);
      const chosen = matching.length > 0 ? matching : pickTwo(all, random);
      return {
        ads: chosen.map(({ productId, text }) => ({ redirectUrl: `/product/${productId}`, text })),
      };
    },
  };
}

/** The share of the requests that adFailure fails, as in opentelemetry-demo. */
const FAILING = 0.1;

/** Returns two different items, or fewer where there are fewer. */
function pickTwo<T>(items: readonly T[], random: () => number): T[] {
  const first = Math.floor(random() * items.length);
  const others = items.toSpliced(first, 1);
  const second = Math.floor(random() * others.length);
  return [...items.slice(first, first + 1), ...others.slice(second, second + 1)];
}
