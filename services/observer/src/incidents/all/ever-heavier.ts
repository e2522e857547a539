import { defineIncident } from "../incident.ts";

/** A service that never lets go of memory. */
export const everHeavier = defineIncident({
  name: "ever-heavier",
  title: "It grows and grows",
  difficulty: "hard",
  draws: [{ times: 1_000 }, { times: 2_000 }],
  visitors: "browse=1,checkout=4",
  plan: ({ times }) => ({
    symptom:
      "The machine has less free memory by the minute. Every page comes, nothing is slow, nothing fails. If nobody acts, it will all end tonight.",
    causes: [
      {
        service: "emailservice",
        cause: "leak",
        acts: [{ flag: "emailMemoryLeak", value: times, target: {} }],
      },
    ],
    hints: [
      "Traces and logs say nothing of memory. Each service tells of its own: at the path /metrics of its address, which the page about an instance shows.",
      "It grows with what customers do: not with pages that they see, but with orders.",
      "Look at process_memory_usage_bytes of whoever writes to the customer after an order.",
    ],
    steps: [
      {
        text: "Click on a dot of emailservice on the map, and open its address with /metrics behind it: process_memory_usage_bytes is higher at each look, and never falls. That of the others has risen too since visitors came, and stays where it is.",
        look: {
          in: "metrics",
          service: "emailservice",
          name: "process_memory_usage_bytes",
          risenBy: 32e6,
        },
      },
      {
        text: "It grows with each mail: a trace of a checkout leads there, and no other request does.",
        look: { in: "traces", service: "emailservice", row: { service: "emailservice" } },
      },
    ],
  }),
});
