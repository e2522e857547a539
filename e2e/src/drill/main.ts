// "npm run drill": restarts and kills every service of a shop under load. Ends with a line that
// sums it up, and with exit code 1 if a request failed that should not have.
import { serviceNames } from "@hipstershop/shop/names";
import { drill } from "./drill.ts";
import { summary } from "./tally.ts";

// Otherwise the processes would outlive it.
const stop = new AbortController();
process.once("SIGINT", () => stop.abort(new Error("Interrupted")));
process.once("SIGTERM", () => stop.abort(new Error("Terminated")));

const { tally, restarts, kills } = await drill({
  requests: 20_000,
  services: serviceNames,
  visitors: 8,
  log: console.log,
  signal: stop.signal,
}).catch((error) => {
  if (!stop.signal.aborted) throw error;
  console.log(stop.signal.reason.message);
  process.exit(1);
});
for (const failure of tally.failures.slice(0, 50)) console.log(failure);
console.log(
  `${tally.repeated} checkouts worked when repeated, ${tally.degraded} pages lacked something`,
);
console.log(summary(tally, restarts, kills));
if (tally.failures.length > 0) process.exitCode = 1;
