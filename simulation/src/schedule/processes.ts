/** The services that keep something. Each runs in one process or two. */
export const REPLICATED: readonly string[] = [
  "cartservice",
  "checkoutservice",
  "paymentservice",
  "shippingservice",
];

/** The services that run in one process. */
export const SINGLE: readonly string[] = [
  "currencyservice",
  "emailservice",
  "productcatalogservice",
];

/** The services whose processes may die. One that stands here twice dies twice as often. */
export const VICTIMS: readonly string[] = [
  ...REPLICATED,
  ...["checkoutservice", "paymentservice", "emailservice"],
];
