import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { PortListener } from "../port/open-port.ts";
import { refuse } from "../port/refuse.ts";

type Stream<I, O> = (input: I, context: HandlerContext) => AsyncIterable<O>;

/** Limits the open streams of RPCs that last as long as their callers like. */
export interface EndlessStreams {
  /** Returns the RPC, which refuses a stream above the limit with RESOURCE_EXHAUSTED. */
  hold<I, O>(call: Stream<I, O>): Stream<I, O>;
  /** Returns a listener that refuses such a stream by its path, which costs less. */
  guard(listener: PortListener, paths: ReadonlySet<string>): PortListener;
}

/** Creates the limit of all such RPCs of one server together. */
export function createEndlessStreams(max: number): EndlessStreams {
  const open = new Set<HandlerContext>();
  const code = Code.ResourceExhausted;
  const message = `${max} streams are open, the most allowed`;
  return {
    hold: (call) =>
      async function* (input, context) {
        // Others may have begun after the guard let it pass.
        if (open.size >= max) throw new ConnectError(message, code);
        open.add(context);
        const close = () => void open.delete(context);
        // When a caller has gone, nobody may ask for the rest of the stream.
        context.signal.addEventListener("abort", close);
        try {
          yield* call(input, context);
        } finally {
          close();
        }
      },
    guard: (listener, paths) => (request, response) => {
      if (open.size < max || !paths.has(request.url ?? "")) listener(request, response);
      else refuse(request, response, { status: 429, code, message });
    },
  };
}
