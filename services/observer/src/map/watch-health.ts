import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { setTimeout as delay } from "node:timers/promises";
import { fromBinary } from "@bufbuild/protobuf";
import {
  HealthCheckResponseSchema,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import type { Pulse } from "./instance-board.ts";

export interface WatchHealthOptions {
  /** `host:port` of a server with the gRPC health protocol. */
  readonly address: string;
  /** Told whenever the pulse may have changed. */
  readonly onPulse: (pulse: Pulse) => void;
  readonly signal: AbortSignal;
}

/** A ping goes out at every second tick; after so many without an answer an instance is frozen. */
const TICK_MS = 200;
const FROZEN_AT = 8;
/** Between a break and the next connection, where the first one was not refused. */
const RETRY_MS = 300;

/**
 * Keeps a stream of `grpc.health.v1.Health/Watch` open to an instance until the signal aborts. A
 * stream that breaks is opened again at once: when that is refused, nothing listens there any more.
 * An instance that drains says so, and is then left alone, so that it does not wait for this stream.
 * It never rejects.
 */
export async function watchHealth(options: WatchHealthOptions): Promise<void> {
  const { onPulse, signal } = options;
  while (!signal.aborted) {
    const end = await follow(options);
    if (signal.aborted) return;
    if (end === "refused") onPulse("refused");
    // Another server that comes to the address is another instance. One without health checks is
    // there, and that is all there is to know of it.
    if (end === "refused" || end === "unknown") return;
    if (end !== "broken") await delay(RETRY_MS, undefined, { signal }).catch(() => {});
  }
}

/** Opens one connection and follows it to its end. */
function follow({ address, onPulse, signal }: WatchHealthOptions): Promise<End> {
  const { promise, resolve } = Promise.withResolvers<End>();
  const session = connect(`http://${address}`);
  let isOpen = false;
  const end = (how: End) => {
    resolve(how);
    session.destroy();
  };
  const abort = () => end("broken");
  signal.addEventListener("abort", abort, { once: true });
  // Without a listener an error that comes late would end the process.
  session.on("error", (error) => {
    const isRefused = "code" in error && error.code === "ECONNREFUSED";
    end(isRefused ? "refused" : isOpen ? "broken" : "failed");
  });
  // It is idle to the server, though the stream goes on. Node sends no ping on it any more.
  session.once("goaway", () => end("broken"));
  session.once("close", () => end(isOpen ? "broken" : "failed"));
  session.once("connect", () => {
    isOpen = true;
    const stream = session.request(WATCH);
    stream.on("error", () => {});
    readStatuses(stream, (status) => {
      if (status === Status.SERVICE_UNKNOWN) end("unknown");
      else onPulse(status === Status.SERVING ? "serving" : "not serving");
      if (status === Status.NOT_SERVING) end("drains");
    });
    // The server has ended it by itself: it has no such RPC.
    stream.once("trailers", () => end("unknown"));
    stream.once("response", (headers) => {
      if (headers[":status"] !== 200 || "grpc-status" in headers) end("unknown");
    });
    stream.once("close", () => end("broken"));
    // One gRPC message: not compressed, and of no bytes, for it asks for the whole server.
    stream.end(Buffer.alloc(5));
  });
  const pinging = keepPinging(session, onPulse);
  return promise.finally(() => {
    clearInterval(pinging);
    signal.removeEventListener("abort", abort);
  });
}

/** How a connection ended: `unknown` where the server has no health checks. */
type End = "refused" | "broken" | "failed" | "drains" | "unknown";

const WATCH = {
  ":method": "POST",
  ":path": "/grpc.health.v1.Health/Watch",
  "content-type": "application/grpc",
  te: "trailers",
};

/**
 * Tells when the other side answers no ping for a while, and when it does again. It counts its own
 * ticks and does not look at the clock: when this process itself is held up, that is one tick.
 */
function keepPinging(session: ClientHttp2Session, onPulse: (pulse: Pulse) => void): NodeJS.Timeout {
  let silentTicks = 0;

  function heard(error: Error | null): void {
    if (error) return;
    if (silentTicks >= FROZEN_AT) onPulse("serving");
    silentTicks = 0;
  }

  function tick(): void {
    silentTicks += 1;
    if (silentTicks === FROZEN_AT) onPulse("frozen");
    const isReady = !session.destroyed && !session.closed && !session.connecting;
    if (isReady && silentTicks % 2 === 1) session.ping(heard);
  }

  // After a busy time Node runs timers before it reads answers, and these may have come.
  return setInterval(() => setImmediate(tick), TICK_MS);
}

/** Reads the messages of a gRPC stream: five bytes before each, the last four its length. */
function readStatuses(stream: ClientHttp2Stream, onStatus: (status: Status) => void): void {
  let unread = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    while (unread.length >= 5) {
      const end = 5 + unread.readUInt32BE(1);
      // An answer is two bytes. What claims to be long is none.
      if (end > MAX_BYTES) return void stream.close();
      if (unread.length < end) return;
      onStatus(fromBinary(HealthCheckResponseSchema, unread.subarray(5, end)).status);
      unread = unread.subarray(end);
    }
  });
}

const MAX_BYTES = 1_024;
