import { backOffMs, type Registry } from "@hipstershop/registry";
import { OBSERVER } from "@hipstershop/rpc";
import { post } from "./post.ts";

/** What is sent: the end of its path at a receiver. */
export type Signal = "traces" | "metrics" | "logs";

/** Those who take telemetry: the shop's observer, and the endpoint of the settings. */
export interface Receivers extends Disposable {
  /** Resolves when the first one is known. */
  readonly found: Promise<void>;
  /** Whether there is one now. */
  readonly any: boolean;
  /**
   * Sends an OTLP request in protobuf to each of them, once. Rejects when one did not take it. With
   * nobody there it does nothing.
   */
  send(signal: Signal, body: Uint8Array): Promise<void>;
}

export interface ReceiversOptions {
  /** Finds the observers. Without it only the endpoint is sent to. */
  readonly registry: Pick<Registry, "watch"> | undefined;
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long after a failed watch the next begins: where none is allowed at all, seldom. */
const RESUME = { firstMs: 5_000, mostMs: 300_000 };

/** Finds the receivers, and goes on looking for observers until it is disposed. */
export function findReceivers(options: ReceiversOptions): Receivers {
  const { registry, endpoint, headers } = options;
  const found = Promise.withResolvers<void>();
  const stop = new AbortController();
  const fixed = endpoint === undefined ? [] : [{ url: endpoint.replace(/\/$/, ""), headers }];
  let targets = fixed;
  let resuming: NodeJS.Timeout | undefined;
  let failures = 0;

  async function follow({ watch }: Pick<Registry, "watch">): Promise<void> {
    try {
      for await (const { instances } of watch(OBSERVER, { signal: stop.signal })) {
        targets = [
          ...fixed,
          ...instances.map(({ address }) => ({ url: `http://${address}`, headers: {} })),
        ];
        failures = 0;
        if (targets.length > 0) found.resolve();
      }
    } catch {
      // A registry that is in trouble says so to those who call others.
    }
    if (stop.signal.aborted) return;
    resuming = setTimeout(follow, backOffMs(failures++, RESUME), { watch }).unref();
  }
  if (registry) void follow({ watch: (...args) => registry.watch(...args) });
  if (targets.length > 0) found.resolve();

  return {
    found: found.promise,
    get any() {
      return targets.length > 0;
    },
    async send(signal, body) {
      await Promise.all(
        targets.map((target) => post(`${target.url}/v1/${signal}`, target.headers, body)),
      );
    },
    [Symbol.dispose]() {
      stop.abort();
      clearTimeout(resuming);
    },
  };
}
