import { defineIncident } from "../incident.ts";

/** A service that fails often, so that callers ask again: a retry storm. */
export const twiceTheWork = defineIncident({
  name: "twice-the-work",
  title: "Busy without a reason",
  difficulty: "medium",
  draws: [
    { service: "currencyservice", share: 0.4 },
    { service: "productcatalogservice", share: 0.4 },
    { service: "shippingservice", share: 0.5 },
  ],
  visitors: "setCurrency=3,browse=3,addToCart=3,viewCart=4,checkout=3",
  plan: ({ service, share }) => ({
    symptom:
      "There are as many visitors as always, and yet one of the services is called much more often than yesterday. Now and then a page fails.",
    causes: [
      {
        service,
        cause: "failing",
        acts: [{ add: service }, { flag: "rpcFailure", value: share, target: { service } }],
      },
    ],
    hints: [
      "Traces of pages that went well can have failures inside: their tag says so.",
      "A caller that hears that a copy is unavailable may ask another one. In a trace such a call has one row for each attempt.",
      `Look at the calls of ${service}, and count its attempts.`,
    ],
    steps: [
      {
        text: `On the page Traces, many requests have "failed inside" beside them. In them, a call of ${service} failed as unavailable.`,
        look: { in: "traces", failed: true, service, row: { service, error: "unavailable" } },
      },
      {
        text: "Right below it is attempt 2: the caller asked the other copy. Each failure makes one call more, so the more it fails, the more it has to do. That is a retry storm.",
        look: { in: "traces", failed: true, service, row: { service, below: { attempt: 2 } } },
      },
    ],
  }),
});
