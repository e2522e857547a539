import { defineIncident } from "../incident.ts";

/** A dependency that answers slowly. */
export const slowPages = defineIncident({
  name: "slow-pages",
  title: "Pages take their time",
  difficulty: "easy",
  draws: [
    { service: "currencyservice", rpc: "ConvertAll", ms: 700 },
    { service: "cartservice", rpc: "GetCart", ms: 900 },
    { service: "shippingservice", rpc: "GetQuote", ms: 1_200 },
  ],
  visitors: "setCurrency=3,browse=3,addToCart=3,viewCart=4,checkout=3",
  plan: ({ service, rpc, ms }) => ({
    symptom:
      "Customers say that the shop has become slow. Nothing fails: they all get what they want, but they wait for it.",
    causes: [
      { service, cause: "slow", acts: [{ flag: "rpcLatency", value: ms, target: { service } }] },
    ],
    hints: [
      "The page Traces can show the slow ones alone. Open one of them.",
      "In a trace, the line below a bar is the critical path: only what has such a line made the page longer. Which service has the most of it?",
      `Look at the calls of ${rpc}: what called it had to wait, whatever the page.`,
    ],
    steps: [
      {
        text: `On the page Traces, choose Slow. In a slow trace the longest row is ${rpc}: all others are done in a few milliseconds.`,
        look: { in: "traces", slow: true, service, row: { service, name: rpc, leastMs: ms } },
      },
      {
        text: `It is not only one request: nearly every call of ${service} takes as long, so it is the service, and no single customer.`,
        look: { in: "traces", service, row: { service, leastMs: ms }, inAllOf: 4 },
      },
    ],
  }),
});
