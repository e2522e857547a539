import type { DescMethod } from "@bufbuild/protobuf";
import { Code, type ConnectError } from "@connectrpc/connect";
import type { SpanScope } from "@hipstershop/rpc";
import type { Logger } from "pino";
import { createSpells } from "../log/spells.ts";

/** An RPC that has ended. */
export interface EndedCall {
  readonly method: DescMethod;
  readonly requestId: string;
  /** When it began, by `performance.now()`. */
  readonly startMs: number;
  readonly failure: ConnectError | undefined;
  readonly span?: SpanScope | undefined;
}

/**
 * Returns a function that writes the calls of a service to its log:
 *
 * - A call that failed by a fault of the service itself is an error, each time.
 * - A call that failed because the service lacks something (a store, another service, time) is
 *   a spell: one warning with the cause when it begins, and one line when it is over.
 * - All others are at debug: calls that went well, and the faults of callers.
 */
export function createCallLog(log: Logger): (call: EndedCall) => void {
  const spells = createSpells(log);

  return (call) => {
    const { method, failure } = call;
    const rpc = `${method.parent.typeName}/${method.name}`;
    switch (failure && blame(failure)) {
      case "service":
        return log.error(eventOf(call, rpc), "call failed");
      case "surroundings":
        return spells.failed(rpc, eventOf(call, rpc));
      case "caller":
        if (log.isLevelEnabled("debug")) log.debug(eventOf(call, rpc), "call failed");
        return;
      default:
        spells.worked(rpc);
        if (log.isLevelEnabled("debug")) log.debug(eventOf(call, rpc), "call");
    }
  };
}

function eventOf({ requestId, startMs, failure, span }: EndedCall, rpc: string) {
  return {
    rpc,
    code: failure ? Code[failure.code] : "Ok",
    durationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
    requestId,
    ...(span && { trace_id: span.traceId, span_id: span.spanId }),
    ...(failure && { err: failure.cause ?? failure }),
  };
}

/** Whose fault a failure is. */
function blame({ code, cause }: ConnectError): "service" | "surroundings" | "caller" {
  switch (code) {
    case Code.Unknown:
    case Code.Internal:
    case Code.DataLoss:
      return "service";
    case Code.Unavailable:
    case Code.DeadlineExceeded:
    case Code.ResourceExhausted:
    case Code.Unimplemented:
      return "surroundings";
    // A lost cart store has this code and a cause. A refusal of the caller has no cause.
    case Code.FailedPrecondition:
      return cause === undefined ? "caller" : "surroundings";
    default:
      return "caller";
  }
}
