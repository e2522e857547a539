import { backOffMs, type Registry } from "@hipstershop/registry";
import { OBSERVER } from "@hipstershop/rpc";
import { createReceiver, type Receiver, type Signal } from "./receiver.ts";

/** Those who take telemetry: the shop's observer, and the endpoint of the settings. */
export interface Receivers extends Disposable {
  /** Resolves when the first one is known. */
  readonly found: Promise<void>;
  /** Whether there is one now. */
  readonly any: boolean;
  /** Sends an OTLP request in protobuf to each of them, once. With nobody there it does nothing. */
  send(signal: Signal, body: Uint8Array): Sending;
}

/** A request on its way. What it has of promises never rejects. */
export interface Sending {
  /** Resolves when the first receiver has taken it, or none will. */
  readonly first: Promise<unknown>;
  /** Resolves with whether all have taken it, when the last one has answered. */
  readonly all: Promise<boolean>;
}

export interface ReceiversOptions {
  /** Finds the observers. Without it only the endpoint is sent to. */
  readonly registry: Pick<Registry, "watch"> | undefined;
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long after a failed watch the next begins: where none is allowed at all, seldom. */
const RESUME = { firstMs: 5_000, mostMs: 300_000 };

/** Finds the receivers, and goes on looking for observers until it is disposed. That ends what is on its way. */
export function findReceivers(options: ReceiversOptions): Receivers {
  const { registry, endpoint, headers } = options;
  const found = Promise.withResolvers<void>();
  const stop = new AbortController();
  const closing = stop.signal;
  const fixed =
    endpoint === undefined
      ? []
      : [createReceiver({ url: endpoint.replace(/\/$/, ""), headers, closing })];
  let observers: readonly Receiver[] = [];
  let resuming: NodeJS.Timeout | undefined;
  let failures = 0;

  async function follow({ watch }: Pick<Registry, "watch">): Promise<void> {
    try {
      for await (const { instances } of watch(OBSERVER, { signal: closing })) {
        observers = instances.map(({ address }) => {
          const url = `http://${address}`;
          const known = observers.find((each) => each.url === url);
          return known ?? createReceiver({ url, headers: {}, closing });
        });
        failures = 0;
        if (observers.length > 0) found.resolve();
      }
    } catch {
      // A registry that is in trouble says so to those who call others.
    }
    if (closing.aborted) return;
    resuming = setTimeout(follow, backOffMs(failures++, RESUME), { watch }).unref();
  }
  if (registry) void follow({ watch: (...args) => registry.watch(...args) });
  if (fixed.length > 0) found.resolve();

  return {
    found: found.promise,
    get any() {
      return fixed.length + observers.length > 0;
    },
    send(signal, body) {
      const answers = [...fixed, ...observers].map((receiver) => receiver.send(signal, body));
      const all = Promise.allSettled(answers).then((ends) =>
        ends.every(({ status }) => status === "fulfilled"),
      );
      return { first: Promise.any([...answers, all]), all };
    },
    [Symbol.dispose]() {
      stop.abort();
      clearTimeout(resuming);
    },
  };
}
