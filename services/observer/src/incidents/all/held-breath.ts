import { defineIncident } from "../incident.ts";

/** A copy of a service that stands still. */
export const heldBreath = defineIncident({
  name: "held-breath",
  title: "The shop holds its breath",
  difficulty: "medium",
  draws: [
    { service: "currencyservice" },
    { service: "cartservice" },
    { service: "productcatalogservice" },
  ],
  visitors: "setCurrency=3,browse=3,addToCart=3,viewCart=4,checkout=3",
  plan: ({ service }) => ({
    symptom:
      "For a moment the whole shop stood still, for some customers only. A second later all was well again, and nobody had done anything.",
    causes: [{ service, cause: "frozen", acts: [{ add: service, frozen: true }] }],
    hints: [
      "Look at the page Map, and at how many copies each service has.",
      "A process can exist without doing anything. The registry cannot know: it still lists it.",
      `One of the copies of ${service} has another colour than the other.`,
    ],
    steps: [
      {
        text: `On the page Map, ${service} has two copies, and one of them is frozen: its process exists, its port takes connections, and nothing answers. The registry still lists it.`,
        look: { in: "instances", service, state: "frozen" },
      },
      {
        text: "The one who told is its health stream, on which the observer hears nothing any more. Callers noticed by themselves as well: they set it aside within two seconds, which is why the shop went on.",
        look: { in: "instances", service, state: "frozen" },
      },
    ],
  }),
});
