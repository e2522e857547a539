import { setTimeout as wait } from "node:timers/promises";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import type { Registry } from "@hipstershop/registry";
import { createMemoryRegistry } from "@hipstershop/registry";
import type { Logger } from "pino";
import { defineService, type ServiceContext } from "../definition.ts";
import { type RunningService, type StartOptions, startService } from "../start-service.ts";

export interface StartedCurrency extends RunningService {
  /** "http://127.0.0.1:<port>" */
  readonly url: string;
  readonly context: ServiceContext;
  /** What it logged, parsed. */
  readonly logged: Record<string, unknown>[];
}

/**
 * Starts a currency service for tests: converting to "SLOW" takes until the caller gives up,
 * to "BUG" throws a TypeError, to "???" refuses, and to anything else returns the amount.
 */
export async function startCurrency(
  options: Partial<StartOptions> & { registry?: Registry } = {},
): Promise<StartedCurrency> {
  const logged: Record<string, unknown>[] = [];
  let context: ServiceContext | undefined;
  const definition = defineService({
    service: CurrencyService,
    create(given) {
      context = given as unknown as ServiceContext;
      return createImplementation(given.log);
    },
  });
  const registry = options.registry ?? createMemoryRegistry();
  const running = await startService(definition, {
    registry,
    logTo: { write: (line) => void logged.push(JSON.parse(line)) },
    ...options,
    env: { SHOP: "test", LOG_LEVEL: "debug", ...options.env },
  });
  return {
    ...running,
    url: `http://${running.instance.address}`,
    context: context as ServiceContext,
    logged,
  };
}

function createImplementation(log: Logger): ServiceImpl<typeof CurrencyService> {
  return {
    getSupportedCurrencies: () => ({ currencyCodes: ["EUR", "USD"] }),
    convertAll: () => ({}),
    async convert({ from, toCode }, { signal }) {
      if (toCode === "BUG") throw new TypeError("a secret of the implementation");
      if (toCode === "???") {
        throw new ConnectError(`unsupported currency: ${toCode}`, Code.InvalidArgument);
      }
      if (toCode === "SLOW") {
        log.debug("slow");
        await wait(60_000, undefined, { signal });
      }
      return { units: from?.units ?? 0n, nanos: from?.nanos ?? 0, currencyCode: toCode };
    },
  };
}
