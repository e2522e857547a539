import { defineIncident } from "../incident.ts";

/**
 * Two causes at once. Half of what was bought leaves the cart: a customer whose cart owes an order
 * can place no other, and if nothing left it nobody would wait for the slow service any more, whose
 * answers nobody keeps.
 */
export const badDay = defineIncident({
  name: "bad-day",
  title: "A bad day at the till",
  difficulty: "hard",
  draws: [
    { slow: "shippingservice", ms: 1_500 },
    { slow: "paymentservice", ms: 900 },
  ],
  visitors: "setCurrency=2,browse=1,checkout=4",
  plan: ({ slow, ms }) => ({
    symptom:
      "To pay takes seconds, and when it is done at last, many find all that they bought still in the cart. Two things are wrong at once.",
    causes: [
      {
        service: slow,
        cause: "slow",
        acts: [{ flag: "rpcLatency", value: ms, target: { service: slow } }],
      },
      {
        service: "cartservice",
        cause: "failing",
        acts: [{ flag: "cartFailure", value: 0.5, target: {} }],
      },
    ],
    hints: [
      "One thing at a time: what makes a checkout long, and what should happen to the cart after it?",
      "The critical path of a slow checkout names the first cause. For the second, look for what fails after the order was placed.",
      `The first is ${slow}. Taking the bought items out of the cart is a call of its own, to a service that you know.`,
    ],
    steps: [
      {
        text: `On the page Traces, choose Slow and look for checkouts: the critical path runs through ${slow}.`,
        look: { in: "traces", slow: true, service: slow, row: { service: slow, leastMs: ms } },
      },
      {
        text: "The order goes through, and then checkoutservice asks cartservice to take the bought items out of the cart. Half of the time that fails.",
        look: {
          in: "traces",
          service: "cartservice",
          row: { service: "cartservice", caller: "checkoutservice", error: "" },
        },
      },
    ],
  }),
});
