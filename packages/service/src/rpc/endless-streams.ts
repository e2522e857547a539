import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { PortListener } from "../port/open-port.ts";
import { refuse } from "../port/refuse.ts";

type Stream<I, O> = (input: I, context: HandlerContext) => AsyncIterable<O>;

/** Holds RPCs that stream for as long as their callers like to a number that are open at once. */
export interface EndlessStreams {
  /** Returns the RPC, which refuses with RESOURCE_EXHAUSTED what is beyond the number. */
  hold<I, O>(call: Stream<I, O>): Stream<I, O>;
  /** Returns a listener that refuses the same at little cost, by the path. */
  guard(listener: PortListener, paths: ReadonlySet<string>): PortListener;
}

/** Creates the bound of all such RPCs of one server together. */
export function createEndlessStreams(max: number): EndlessStreams {
  const open = new Set<HandlerContext>();
  const code = Code.ResourceExhausted;
  const message = `${max} streams are open, the most allowed`;
  return {
    hold: (call) =>
      async function* (input, context) {
        // Others may have begun since it was let in.
        if (open.size >= max) throw new ConnectError(message, code);
        open.add(context);
        const close = () => void open.delete(context);
        // A caller that went may leave the stream where it is and never ask for the rest.
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
