import { defineIncident } from "../incident.ts";

/** A record of the catalog that cannot be read. */
export const someCartsFail = defineIncident({
  name: "some-carts-fail",
  title: "Not every cart can be paid",
  difficulty: "easy",
  draws: [
    { id: "OLJCESPC7Z", product: "Sunglasses" },
    { id: "1YMWWN1N4O", product: "Watch" },
    { id: "6E92ZMYYFZ", product: "Mug" },
  ],
  visitors: "addToCart=3,checkout=3",
  plan: ({ id, product }) => ({
    symptom:
      "Most customers buy what they like. Some cannot, however often they try, and they say that nothing is special about their carts.",
    causes: [
      {
        service: "productcatalogservice",
        cause: "bad-data",
        acts: [{ flag: "productCatalogFailure", value: "on", target: { product_id: id } }],
      },
    ],
    hints: [
      "The page Traces can show those that failed. Which call in them failed first?",
      "Compare a checkout that failed with one that went well: the same calls of the same services. Then what differs is what they are about.",
      `Put a ${product} into your cart and try to buy it. Then buy anything else.`,
    ],
    steps: [
      {
        text: "On the page Traces, choose Failed. In a checkout, a call of productcatalogservice fails, while other calls of it go well.",
        look: {
          in: "traces",
          failed: true,
          service: "productcatalogservice",
          row: { service: "productcatalogservice", name: "GetProducts", error: "internal" },
        },
      },
      {
        text: "In other checkouts the same call goes well. So the service works, and one of its records does not.",
        look: {
          in: "traces",
          text: "checkout",
          service: "productcatalogservice",
          row: { service: "productcatalogservice", name: "GetProducts", error: false },
        },
      },
      {
        text: `Its log says the same: a product cannot be read. The page Call finds out which one, with GetProduct and one id after the other: it is ${id}, the ${product}.`,
        look: { in: "logs", service: "productcatalogservice", text: "cannot be read" },
      },
    ],
  }),
});
