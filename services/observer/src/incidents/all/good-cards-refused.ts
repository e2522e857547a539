import { defineIncident } from "../incident.ts";

const YEAR_S = 365 * 24 * 3_600;

/** A clock that runs years ahead. */
export const goodCardsRefused = defineIncident({
  name: "good-cards-refused",
  title: "Good cards are refused",
  difficulty: "medium",
  draws: [{ years: 3 }, { years: 5 }, { years: 10 }],
  visitors: "browse=1,checkout=4",
  plan: ({ years }) => ({
    symptom:
      "Nobody can pay any more. The bank knows of no trouble, and customers swear that their cards are good.",
    causes: [
      {
        service: "paymentservice",
        cause: "clock",
        acts: [
          { flag: "processClock", value: years * YEAR_S, target: { service: "paymentservice" } },
        ],
      },
    ],
    hints: [
      "Open a failed trace of a checkout. Who refuses, and with which words?",
      "The card is good until next year. For whom is it not?",
      "In a failed checkout, look at how long it took, and at when each of its rows began.",
    ],
    steps: [
      {
        text: "On the page Traces, choose Failed: Authorize of paymentservice refuses the card.",
        look: {
          in: "traces",
          text: "checkout",
          service: "paymentservice",
          row: { service: "paymentservice", name: "Authorize", error: "" },
        },
      },
      {
        text: "That trace took years, says its waterfall. Nobody waited so long: the spans of paymentservice begin years after the others. Its clock is wrong, and by that clock the card has expired.",
        look: {
          in: "traces",
          text: "checkout",
          service: "paymentservice",
          longMs: YEAR_S * 1_000,
          row: { service: "paymentservice", name: "Authorize" },
        },
      },
    ],
  }),
});
