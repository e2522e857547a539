import type { DescMessage, DescMethodStreaming, MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, type StreamResponse } from "@connectrpc/connect";
import { canceled, UnreachedError } from "@hipstershop/transport";
import type { Call } from "./call.ts";
import type { Endpoint } from "./endpoint.ts";
import type { EndpointSet } from "./endpoint-set.ts";
import { noInstance } from "./no-instance.ts";

/** A streaming call by name. It may have no deadline: Infinity. */
export interface StreamCall<I extends DescMessage, O extends DescMessage>
  extends Omit<Call, "method" | "input"> {
  readonly method: DescMethodStreaming<I, O>;
  readonly input: AsyncIterable<MessageInitShape<I>>;
}

/**
 * Opens a stream on one of the endpoints, which counts it as a call in flight until its last
 * message. While none of what it sends was taken, an instance that is certainly not reached is passed
 * over for another. It is retried in no other case: its reader may have used the first messages.
 */
export async function streamFrom<I extends DescMessage, O extends DescMessage>(
  endpoints: EndpointSet,
  call: StreamCall<I, O>,
): Promise<StreamResponse<I, O>> {
  const watched = call.watcher?.begin(call);
  const endWatch = (error?: ConnectError) => watched?.end(error, endpoints.resolution);
  const tried = new Set<Endpoint>();
  let isTaken = false;
  async function* input() {
    isTaken = true;
    yield* call.input;
  }

  async function openOn(endpoint: Endpoint): Promise<StreamResponse<I, O>> {
    const end = (error?: ConnectError) => {
      endpoint.end(error);
      endWatch(error);
    };
    const leftMs = Math.max(1, Math.floor(call.deadlineMs - performance.now()));
    const timeoutMs = leftMs === Number.POSITIVE_INFINITY ? undefined : leftMs;
    call.progress.attempts += 1;
    call.progress.instance = endpoint.instance;
    const transport = endpoint.begin();
    const { method, signal, header } = call;
    const response = await transport.stream(method, signal, timeoutMs, header, input());
    return { ...response, message: untilEnd(response.message, end, signal) };
  }

  for (;;) {
    const endpoint = await nextOf(endpoints, call, tried).catch((reason) => {
      endWatch(ConnectError.from(reason));
      throw reason;
    });
    try {
      return await openOn(endpoint);
    } catch (reason) {
      const error = ConnectError.from(reason);
      endpoint.end(error);
      tried.add(endpoint);
      const isSafe = error.cause instanceof UnreachedError && !isTaken;
      if (isSafe && endpoints.pick(tried, call.only) !== undefined) continue;
      endWatch(error);
      throw error;
    }
  }
}

async function nextOf(
  endpoints: EndpointSet,
  call: Pick<Call, "service" | "only" | "waitUntilMs" | "signal" | "progress">,
  tried: ReadonlySet<Endpoint>,
): Promise<Endpoint> {
  for (;;) {
    const endpoint = endpoints.pick(tried, call.only);
    if (endpoint !== undefined) return endpoint;
    const now = performance.now();
    if (now >= call.waitUntilMs) throw noInstance(call, endpoints);
    await endpoints.changed(call.waitUntilMs, call.signal);
    call.progress.waitedMs = (call.progress.waitedMs ?? 0) + performance.now() - now;
    if (call.signal?.aborted) throw canceled(call.signal);
  }
}

/**
 * Passes the messages on, and ends the call on the endpoint after the last of them or when the
 * caller cancels: a Connect client that stops reading does not call the iterator's return().
 */
function untilEnd<T>(
  messages: AsyncIterable<T>,
  onEnd: (error?: ConnectError) => void,
  signal: AbortSignal | undefined,
): AsyncIterable<T> {
  let ended = false;
  function end(error?: ConnectError) {
    if (ended) return;
    ended = true;
    signal?.removeEventListener("abort", abandon);
    onEnd(error);
  }
  function abandon() {
    end(new ConnectError("the stream was canceled", Code.Canceled));
  }
  signal?.addEventListener("abort", abandon);

  async function* passOn() {
    try {
      yield* messages;
      end();
    } catch (reason) {
      end(ConnectError.from(reason));
      throw reason;
    }
  }
  return passOn();
}
