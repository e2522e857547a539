import { defineIncident } from "../incident.ts";

/** Answers that are lost after the work was done. */
export const boughtTwice = defineIncident({
  name: "bought-twice",
  title: "Clicked once, got two",
  difficulty: "hard",
  draws: [{ share: 0.5 }, { share: 0.7 }],
  visitors: "addToCart=4,viewCart=1",
  plan: ({ share }) => ({
    symptom:
      "Customers get an error when they put something into their cart, click again, and find it there twice.",
    causes: [
      {
        service: "cartservice",
        cause: "answer-lost",
        acts: [
          {
            flag: "rpcAnswerLost",
            value: share,
            target: { service: "cartservice", method: "AddItem" },
          },
        ],
      },
    ],
    hints: [
      "An error can mean two things: that nothing was done, or that nobody heard that it was done.",
      "Open a failed trace of POST /cart. How far did AddItem come before it failed?",
      "Look at what lies below the AddItem that failed: has the store written?",
    ],
    steps: [
      {
        text: "On the page Traces, choose Failed: AddItem of cartservice fails.",
        look: {
          in: "traces",
          text: "POST",
          row: { service: "cartservice", name: "AddItem", error: "" },
        },
      },
      {
        text: "But below it the store has written, without an error. The item is in the cart, and only the answer was lost. So the customer who tries again buys two.",
        look: {
          in: "traces",
          text: "POST",
          row: {
            service: "cartservice",
            name: "AddItem",
            error: "",
            below: { service: "cartservice", error: false },
          },
        },
      },
    ],
  }),
});
