import { randomUUID } from "node:crypto";
import {
  type DescMethod,
  type DescService,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry as MessageRegistry,
  toJson,
} from "@bufbuild/protobuf";
import { type Client, ConnectError } from "@connectrpc/connect";
import { callStream, callUnary } from "@hipstershop/reflection";
import type { Instance } from "@hipstershop/registry";
import { type CallContext, type Clients, rpcName, runInCallContext } from "@hipstershop/rpc";
import type { BeginTrace } from "./begin-trace.ts";
import { errorText } from "./error-text.ts";
import { isPlainValue } from "./message-schema.ts";
import type { RpcTool } from "./rpc-tool.ts";

export interface CallRpcOptions {
  readonly client: Clients["client"];
  /** The messages that may be inside others: in an Any, or in the details of an error. */
  readonly messages: MessageRegistry;
  readonly beginTrace: BeginTrace;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a call: JSON, or in words why it failed. */
export interface CallOutcome {
  readonly text: string;
  readonly failed: boolean;
  /** The trace of the call. Absent where none was made, or where it leaves none. */
  readonly traceId?: string;
}

/** The longest that a call takes, and that a stream is listened to, in milliseconds. */
const CALL_MS = 10_000;
const STREAM_MS = 2_000;
/** The most messages of a stream. */
const MAX_MESSAGES = 100;

/**
 * Calls an RPC by the name of its service, with a request as JSON. Everything that goes wrong is an
 * outcome too: a bad request names its field, and a refusal has the callee's code, words and details.
 */
export async function callRpc(
  { service, method }: Pick<RpcTool, "service" | "method">,
  request: JsonObject,
  options: CallRpcOptions,
): Promise<CallOutcome> {
  const { client, messages: registry } = options;
  let input: Message;
  try {
    input = fromJson(method.input, jsonOf(method, request), { registry });
  } catch (error) {
    return { failed: true, text: `The input does not fit: ${(error as Error).message}` };
  }
  const recorded = rpcName(method);
  const trace = recorded === undefined ? undefined : options.beginTrace(recorded);
  let instance: Instance | undefined;
  let error: ConnectError | undefined;
  const context: CallContext = {
    requestId: randomUUID(),
    signal: options.signal,
    received: trace && { traceparent: trace.traceparent },
    onCall(made) {
      instance = made.instance;
    },
  };
  const told = trace && { traceId: trace.traceId };
  try {
    const callee = client(method.parent, { name: service, timeoutMs: CALL_MS });
    const answered = await runInCallContext(context, () =>
      answer(callee, method, input, options.signal),
    );
    const answers = answered.map((each) => toJson(method.output, each, { registry }));
    const json = method.methodKind === "unary" ? answers[0] : answers;
    return { failed: false, text: JSON.stringify(json, null, 2), ...told };
  } catch (reason) {
    error = ConnectError.from(reason);
    return { failed: true, text: errorText(error, registry), ...told };
  } finally {
    trace?.end({ instance, error });
  }
}

async function answer(
  callee: Client<DescService>,
  method: DescMethod,
  input: Message,
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  if (method.methodKind === "unary") {
    return [await callUnary(callee, method, input, signal ? { signal } : {})];
  }
  const timeUp = AbortSignal.timeout(STREAM_MS);
  const ended = signal ? AbortSignal.any([signal, timeUp]) : timeUp;
  const heard: Message[] = [];
  try {
    for await (const message of callStream(callee, method, input, { signal: ended })) {
      heard.push(message);
      if (heard.length >= MAX_MESSAGES) break;
    }
  } catch (reason) {
    if (!timeUp.aborted) throw reason;
  }
  return heard;
}

function jsonOf(method: DescMethod, request: JsonObject): JsonValue {
  return isPlainValue(method.input) ? (request.value ?? null) : request;
}
