import { choice, duration, integer } from "@hipstershop/service";
import { frontendAddress } from "./frontend-address.ts";
import { reportPlace } from "./report-place.ts";

/** The variables of a load run. */
export const variables = {
  /** How many visitors are in the shop at once. */
  USERS: integer({ min: 1, max: 100_000, fallback: 10 }),
  /** How many visitors come in per second until all are there. */
  RATE: integer({ min: 1, max: 100_000, fallback: 1 }),
  /** "host:port" of the frontend, or a URL; by default it is found by its name. */
  FRONTEND_ADDR: frontendAddress(),
  /** How long a visitor thinks before the next page. */
  WAIT: choice(["1-10s", "none"], "1-10s"),
  /** When it ends by itself, as Go writes a duration ("90s"); by default never. */
  DURATION: duration(0),
  /** A file for the report in JSON; "-" is standard output. */
  REPORT: reportPlace(),
  /** Whether it shows how it does while it runs. */
  VIEW: choice(["live", "none"], "live"),
};
