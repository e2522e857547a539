import { randomBytes, randomUUID } from "node:crypto";
import { runInCallContext } from "@hipstershop/rpc";

/**
 * Runs what makes a page for a reader, which may call services. Its trace is not sampled, so that
 * who looks at the shop does not see the looking.
 */
export function look<T>(signal: AbortSignal, run: () => T): T {
  const id = (bytes: number) => randomBytes(bytes).toString("hex");
  const received = { traceparent: `00-${id(16)}-${id(8)}-00` };
  return runInCallContext({ requestId: randomUUID(), signal, received }, run);
}
