import { defineIncident } from "../incident.ts";

/** An instance in the registry that does not exist. */
export const nobodyHome = defineIncident({
  name: "nobody-home",
  title: "Nobody is at home",
  difficulty: "medium",
  draws: [
    { service: "currencyservice" },
    { service: "cartservice" },
    { service: "shippingservice" },
  ],
  visitors: "setCurrency=3,browse=3,addToCart=3,viewCart=4,checkout=3",
  plan: ({ service }) => ({
    symptom:
      "Nothing fails and hardly anything is slow. But the network team asks why the shop knocks at a door of this machine behind which nobody has ever lived.",
    causes: [
      {
        service,
        cause: "false-instance",
        acts: [{ flag: "registryFalseInstance", value: "on", target: { service } }],
      },
    ],
    hints: [
      "Who calls is told by the registry where to knock. How many copies of each service does it know?",
      "On the page Map, one copy is not as the others are.",
      `Open the page of each copy of ${service}. At which port is it?`,
    ],
    steps: [
      {
        text: `On the page Map, ${service} has a copy that is gone: nobody takes a connection at its address. The registry lists it all the same, and goes on to do so.`,
        look: { in: "instances", service, state: "gone" },
      },
      {
        text: "Callers try it, are refused, and take the other copy at once: in a trace that call has a second attempt.",
        look: { in: "traces", failed: true, service, row: { service, below: { attempt: 2 } } },
      },
    ],
  }),
});
