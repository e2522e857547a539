import { Code, ConnectError } from "@connectrpc/connect";
import type { Logger } from "pino";

/** Counts the calls that run, and refuses those above a number. */
export interface CallLimit {
  /** Counts a call. Throws a ConnectError RESOURCE_EXHAUSTED when as many run as may. */
  begin(): void;
  /** Counts a call no more, once for each `begin` that has returned. */
  end(): void;
  /** Resolves when no call runs. */
  idle(): Promise<void>;
}

/**
 * Creates the limit of one service: a service that takes more than it can do answers nobody.
 * The log has one line when calls are first refused, and one when half of them have ended.
 */
export function createCallLimit(maxCalls: number, log: Logger): CallLimit {
  let running = 0;
  let refused = 0;
  let idle: PromiseWithResolvers<void> | undefined;

  return {
    begin() {
      if (running >= maxCalls) {
        if (refused === 0) log.warn(`Refusing calls: ${maxCalls} are in flight, the most allowed`);
        refused++;
        throw new ConnectError("too many calls in flight", Code.ResourceExhausted);
      }
      running++;
    },
    end() {
      running--;
      if (refused > 0 && running <= maxCalls / 2) {
        log.info(`Taking calls again, after ${refused} were refused`);
        refused = 0;
      }
      if (running > 0) return;
      idle?.resolve();
      idle = undefined;
    },
    async idle() {
      if (running === 0) return;
      idle ??= Promise.withResolvers();
      await idle.promise;
    },
  };
}
