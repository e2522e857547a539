import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import type { CurrencyConversionRequest } from "@hipstershop/proto/hipstershop/currency";
import { ListProductsResponseSchema } from "@hipstershop/proto/hipstershop/product_catalog";

/** What every contender answers, at no cost of its own: the calls are what is measured. */
export const answers = {
  convert: ({ from, toCode }: CurrencyConversionRequest) =>
    create(MoneySchema, {
      currencyCode: toCode,
      units: from?.units ?? 0n,
      nanos: from?.nanos ?? 0,
    }),
  listProducts: () => products,
};

/** What every contender asks to convert. */
export const conversion = {
  from: { currencyCode: "USD", units: 19n, nanos: 990_000_000 },
  toCode: "EUR",
};

/** A catalog as long as the shop's own: nine products, 2.3 kB. */
const products = create(ListProductsResponseSchema, {
  products: Array.from({ length: 9 }, (_, i) => ({
    id: `OLJCESPC7${i}`,
    name: "A product with a name",
    description: "Some two lines of text that praise it, the way that shops write them. ".repeat(2),
    picture: `/static/img/products/product-${i}.jpg`,
    priceUsd: { currencyCode: "USD", units: 19n, nanos: 990_000_000 },
    categories: ["accessories", "clothing"],
  })),
});
