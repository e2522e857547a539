import {
  type DescMethod,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  type Registry as MessageRegistry,
  toJson,
} from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import { type MadeCall, makeCall } from "@hipstershop/reflection";
import type { CallWatcher, Clients } from "@hipstershop/rpc";
import { errorText } from "./error-text.ts";
import { isPlainValue } from "./message-schema.ts";
import type { RpcTool } from "./rpc-tool.ts";

export interface CallRpcOptions {
  readonly client: Clients["client"];
  /** The messages that may be inside others: in an Any, or in the details of an error. */
  readonly messages: MessageRegistry;
  /** Told of the call: it makes its trace. */
  readonly watcher: CallWatcher | undefined;
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
  const { client, messages: registry, watcher, signal } = options;
  let input: Message;
  try {
    input = fromJson(method.input, jsonOf(method, request), { registry });
  } catch (error) {
    return { failed: true, text: `The input does not fit: ${(error as Error).message}` };
  }
  const timeUp = method.methodKind === "unary" ? undefined : AbortSignal.timeout(STREAM_MS);
  const ends = [signal, timeUp].filter((each) => each !== undefined);
  const wanted = { service, method, request: input, timeoutMs: CALL_MS, watcher };
  const call = makeCall(client, { ...wanted, signal: AbortSignal.any(ends) });
  const told = call.traceId === undefined ? {} : { traceId: call.traceId };
  try {
    const answered = await messagesOf(call, timeUp);
    const answers = answered.map((each) => toJson(method.output, each, { registry }));
    const json = method.methodKind === "unary" ? answers[0] : answers;
    return { failed: false, text: JSON.stringify(json, null, 2), ...told };
  } catch (reason) {
    return { failed: true, text: errorText(ConnectError.from(reason), registry), ...told };
  }
}

/** Returns the messages that came until the time was up. */
async function messagesOf(
  { messages }: MadeCall,
  timeUp: AbortSignal | undefined,
): Promise<readonly Message[]> {
  const heard: Message[] = [];
  try {
    for await (const message of messages) {
      heard.push(message);
      if (heard.length >= MAX_MESSAGES) break;
    }
  } catch (reason) {
    if (!timeUp?.aborted) throw reason;
  }
  return heard;
}

function jsonOf(method: DescMethod, request: JsonObject): JsonValue {
  return isPlainValue(method.input) ? (request.value ?? null) : request;
}
