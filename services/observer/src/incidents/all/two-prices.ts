import { defineIncident } from "../incident.ts";

/** A new version that gives wrong answers, beside the old one. */
export const twoPrices = defineIncident({
  name: "two-prices",
  title: "The price is a matter of luck",
  difficulty: "medium",
  draws: [
    { version: "1.1.0", times: 10 },
    { version: "2.0.0", times: 100 },
  ],
  visitors: "browse=3,addToCart=1",
  plan: ({ version, times }) => ({
    symptom:
      "Two customers look at the same mug at the same time, and see two prices. Whoever loads the page again may see the other one. No error is anywhere.",
    causes: [
      {
        service: "productcatalogservice",
        cause: "wrong-version",
        acts: [
          {
            add: "productcatalogservice",
            version,
            broken: { flag: "productCatalogWrongPrice", value: times },
          },
        ],
      },
    ],
    hints: [
      "Nothing fails and nothing is slow, so traces and logs look well. What has changed in the shop lately?",
      "The page Map shows the copies of each service. Click on a dot: which version is it?",
      "The page of a service can call each of its copies on its own. Ask both for the same product.",
    ],
    steps: [
      {
        text: `On the page Map, productcatalogservice has two copies, and one of them is of version ${version}: somebody has begun to deploy it.`,
        look: { in: "instances", service: "productcatalogservice", version },
      },
      {
        text: "Call GetProduct of each copy with the same id, on the page Call: they name different prices.",
        look: { in: "prices", productId: "6E92ZMYYFZ" },
      },
    ],
  }),
});
