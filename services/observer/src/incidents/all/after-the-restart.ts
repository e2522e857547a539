import { defineIncident } from "../incident.ts";

/** An instance that ended without a goodbye to the registry. */
export const afterTheRestart = defineIncident({
  name: "after-the-restart",
  title: "It began with a restart",
  difficulty: "medium",
  draws: [
    { service: "currencyservice" },
    { service: "productcatalogservice" },
    { service: "shippingservice" },
  ],
  visitors: "setCurrency=5,browse=1,checkout=6",
  plan: ({ service }) => ({
    symptom:
      "A service was started again a moment ago, as is done each week. Since then some calls in the shop end in refused connections.",
    causes: [
      {
        service,
        cause: "lost-goodbye",
        acts: [
          { flag: "registryLostGoodbye", value: "on", target: { service } },
          { restart: service },
        ],
      },
    ],
    hints: [
      "Who ends says goodbye to the registry, so that nobody calls any more. The page Registry has that conversation.",
      "On that page, choose only who comes and goes. How did each of those that went take its leave?",
      `Look at what became of the copies of ${service}.`,
    ],
    steps: [
      {
        text: `On the page Registry, choose only who comes and goes: a new copy of ${service} was found.`,
        look: { in: "registry", service, type: "found" },
      },
      {
        text: "The old one did not say goodbye, as one that stops does. So callers went on to call it, until somebody asked for it twice and it did not answer. Only then was it struck off.",
        look: { in: "registry", service, type: "gone", reasons: ["unanswered", "expired"] },
      },
    ],
  }),
});
