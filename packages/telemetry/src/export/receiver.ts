import { post } from "./post.ts";

/** What is sent: the end of its path at a receiver. */
export type Signal = "traces" | "metrics" | "logs";

/** One who takes telemetry. */
export interface Receiver {
  readonly url: string;
  /**
   * Sends an OTLP request in protobuf, after those of its signal that were sent before. Rejects when it was not
   * taken: at once where too many wait.
   */
  send(signal: Signal, body: Uint8Array): Promise<void>;
}

export interface ReceiverOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Ends all that is on its way. */
  readonly closing: AbortSignal;
}

/** How many requests of a signal may be on their way to a receiver, all but one of them waiting. */
const MOST = 4;

/** Creates a receiver. What hangs there keeps no other receiver waiting. */
export function createReceiver({ url, headers, closing }: ReceiverOptions): Receiver {
  const lines = {
    traces: { length: 0, last: Promise.resolve() },
    metrics: { length: 0, last: Promise.resolve() },
    logs: { length: 0, last: Promise.resolve() },
  };
  return {
    url,
    async send(signal, body) {
      const line = lines[signal];
      if (line.length === MOST) throw new Error("too much waits for the receiver already");
      line.length += 1;
      const sent = line.last.then(() =>
        post(`${url}/v1/${signal}`, { headers, body, signal: closing }),
      );
      line.last = sent.catch(() => {}).finally(() => void line.length--);
      return sent;
    },
  };
}
