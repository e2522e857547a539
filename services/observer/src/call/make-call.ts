import { randomUUID } from "node:crypto";
import type { DescMethod, Message } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { callStream, callUnary } from "@hipstershop/reflection";
import { type CallContext, rpcName, runInCallContext } from "@hipstershop/rpc";
import type { Instance } from "@hipstershop/service";
import type { App } from "../app.ts";
import { recordRoot } from "./record-root.ts";

/** An RPC that is to be called. */
export interface WantedCall {
  /** The registry name. */
  readonly service: string;
  readonly method: DescMethod;
  readonly request: Message;
  /** The id of the instance that is asked. By default the registry's pick is. */
  readonly instance: string | undefined;
}

/** A call that was begun. */
export interface MadeCall {
  /** The trace that it is the root of. Undefined where none is made. */
  readonly traceId: string | undefined;
  /** The messages of the answer. Reading ends when the caller's signal aborts. Throws a ConnectError. */
  readonly messages: AsyncIterable<Message>;
  /** Who answered, once that is known; of a stream only its trace tells. */
  readonly answeredBy: () => Instance | undefined;
}

/** How long an answer may take, in milliseconds. A stream may stay open. */
const TIMEOUT_MS = 10_000;

/** How long a call waits for an instance to appear, in milliseconds. */
const WAIT_MS = 2_000;

/** Makes a call for a reader of the observer, as the root of a trace. It is sent when its messages are read. */
export function makeCall(
  { context: { client }, store }: Pick<App, "context" | "store">,
  { service, method, request, instance }: WantedCall,
  signal: AbortSignal,
): MadeCall {
  const { parent, methodKind } = method;
  const recorded = rpcName(method);
  const root = recorded === undefined ? undefined : recordRoot(store, recorded);
  const options = { name: service, instance, waitMs: WAIT_MS, timeoutMs: TIMEOUT_MS };
  const callee = client(parent, options);
  let answeredBy: Instance | undefined;
  const context: CallContext = {
    requestId: randomUUID(),
    signal,
    received: root && { traceparent: root.traceparent },
    onCall(call) {
      answeredBy = call.instance;
    },
  };

  async function* read(): AsyncGenerator<Message> {
    const messages: Message[] = [];
    let error: ConnectError | undefined;
    try {
      if (methodKind === "unary") {
        messages.push(await runInCallContext(context, () => callUnary(callee, method, request)));
      } else {
        yield* runInCallContext(context, () => callStream(callee, method, request));
      }
    } catch (reason) {
      error = ConnectError.from(reason);
      throw error;
    } finally {
      root?.end({ instance: answeredBy, error });
    }
    yield* messages;
  }

  return { traceId: root?.traceId, messages: read(), answeredBy: () => answeredBy };
}
