import { setTimeout } from "node:timers/promises";
import type { Fault } from "./fault.ts";

/** Breaks the calls of a service as the flags of a running shop do, for a while: with `--flags` only. */
export const breakCalls: Fault = async ({ world: { random }, shop, story }) => {
  const [service, values] = random.pick([...shop.flags]);
  Object.assign(values, {
    rpcLatency: random.pick([0, 0, 100, 2_000, 9_000]),
    rpcFailure: random.pick([0, 0.2, 1]),
    // Not "aborted": no service answers it, and PlaceOrder says it of a canceled order.
    rpcFailureCode: random.pick(["unavailable", "internal", "deadline_exceeded"]),
    rpcHang: random.pick([0, 0, 0.2]),
    rpcAnswerLost: random.pick([0, 0.2, 0.5]),
  });
  story.tell(`the flags of ${service} are ${JSON.stringify(values)}`);
  await setTimeout(random.between(1_000, 10_000));
  Object.assign(values, WHOLE);
  story.tell(`the flags of ${service} are off`);
};

const WHOLE = { rpcLatency: 0, rpcFailure: 0, rpcHang: 0, rpcAnswerLost: 0 };
