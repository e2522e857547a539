import { defineIncident } from "../incident.ts";

/** A disk that is full. */
export const nothingGoesIn = defineIncident({
  name: "nothing-goes-in",
  title: "Nothing goes in",
  difficulty: "easy",
  draws: [
    { service: "cartservice", rpc: "AddItem", what: "put anything into their carts" },
    { service: "checkoutservice", rpc: "PlaceOrder", what: "place an order" },
  ],
  visitors: "browse=2,addToCart=3,checkout=3",
  plan: ({ service, rpc, what }) => ({
    symptom: `Customers can look at everything in the shop, but they can no longer ${what}.`,
    causes: [
      {
        service,
        cause: "disk-full",
        acts: [{ flag: "databaseFull", value: "on", target: { service } }],
      },
    ],
    hints: [
      "Reading works and writing does not. Who writes?",
      `Open a failed trace: how far does the call of ${rpc} come?`,
      `The log of ${service} says why, in the words of its database.`,
    ],
    steps: [
      {
        text: `On the page Traces, choose Failed: ${rpc} of ${service} fails, and what only reads goes well.`,
        look: { in: "traces", service, row: { service, name: rpc, error: "" } },
      },
      {
        text: `On the page Logs, choose ${service}. SQLite says it in plain words: database or disk is full.`,
        look: { in: "logs", service, text: "database or disk is full" },
      },
    ],
  }),
});
