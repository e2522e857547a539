import { fromMoney, multiplyAmount, toMoney } from "@hipstershop/money";
import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import type { ServiceContext } from "@hipstershop/service";

/** Returns products whose prices are so many times too high as productCatalogWrongPrice says. */
export function wrongPrices(
  products: () => readonly Product[],
  faults: ServiceContext["faults"],
): () => readonly Product[] {
  let times = 1;
  faults.during("productCatalogWrongPrice", (value) => {
    times = Math.round(value);
    return {
      [Symbol.dispose]() {
        times = 1;
      },
    };
  });
  return () =>
    times === 1
      ? products()
      : products().map((product) => ({ ...product, priceUsd: wrong(product.priceUsd, times) }));
}

function wrong(price: Product["priceUsd"], times: number): Product["priceUsd"] {
  return price && toMoney(multiplyAmount(fromMoney(price), times));
}
