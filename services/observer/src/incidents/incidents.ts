import { afterTheRestart } from "./all/after-the-restart.ts";
import { badDay } from "./all/bad-day.ts";
import { boughtTwice } from "./all/bought-twice.ts";
import { everHeavier } from "./all/ever-heavier.ts";
import { goodCardsRefused } from "./all/good-cards-refused.ts";
import { heldBreath } from "./all/held-breath.ts";
import { nobodyHome } from "./all/nobody-home.ts";
import { nothingGoesIn } from "./all/nothing-goes-in.ts";
import { slowPages } from "./all/slow-pages.ts";
import { someCartsFail } from "./all/some-carts-fail.ts";
import { twiceTheWork } from "./all/twice-the-work.ts";
import { twoPrices } from "./all/two-prices.ts";
import type { Incident } from "./incident.ts";

/** All incidents, the easy ones first. */
export const incidents: readonly Incident[] = [
  slowPages,
  someCartsFail,
  nothingGoesIn,
  goodCardsRefused,
  twiceTheWork,
  heldBreath,
  afterTheRestart,
  nobodyHome,
  twoPrices,
  boughtTwice,
  everHeavier,
  badDay,
];
