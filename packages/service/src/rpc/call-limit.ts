import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Logger } from "pino";

/** Counts the calls that run, and refuses those above a number. */
export interface CallLimit {
  /** Counts a call. Throws a ConnectError RESOURCE_EXHAUSTED when as many run as may. */
  begin(method: DescMethod): void;
  /** Counts a call no more, once for each `begin` that has returned. */
  end(method: DescMethod): void;
  /** Returns how many run, by method: "CurrencyService/Convert". */
  running(): Readonly<Record<string, number>>;
  /** Resolves when no call runs. */
  idle(): Promise<void>;
}

/**
 * Creates the limit of one service: a service that takes more than it can do answers nobody.
 * The log has one line when calls are first refused, and one when half of them have ended.
 */
export function createCallLimit(maxCalls: number, log: Logger): CallLimit {
  const byMethod = new Map<DescMethod, number>();
  let running = 0;
  let refused = 0;
  let idle: PromiseWithResolvers<void> | undefined;

  return {
    begin(method) {
      if (running >= maxCalls) {
        if (refused === 0) log.warn(`Refusing calls: ${maxCalls} are in flight, the most allowed`);
        refused++;
        throw new ConnectError("too many calls in flight", Code.ResourceExhausted);
      }
      running++;
      byMethod.set(method, (byMethod.get(method) ?? 0) + 1);
    },
    end(method) {
      running--;
      byMethod.set(method, (byMethod.get(method) ?? 0) - 1);
      if (refused > 0 && running <= maxCalls / 2) {
        log.info(`Taking calls again, after ${refused} were refused`);
        refused = 0;
      }
      if (running > 0) return;
      idle?.resolve();
      idle = undefined;
    },
    running() {
      const some = [...byMethod].filter(([, count]) => count > 0);
      return Object.fromEntries(
        some.map(([{ name, parent }, count]) => [`${parent.name}/${name}`, count]),
      );
    },
    async idle() {
      if (running === 0) return;
      idle ??= Promise.withResolvers();
      await idle.promise;
    },
  };
}
