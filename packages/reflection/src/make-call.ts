import { randomUUID } from "node:crypto";
import type { DescMethod, DescService, Message } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import {
  type CallWatcher,
  type ClientOptions,
  type Clients,
  runInCallContext,
  type StartedCall,
} from "@hipstershop/rpc";

/** A call of an RPC that is known by its descriptor alone, with one request. */
export interface WantedCall extends Pick<ClientOptions, "instance" | "timeoutMs" | "waitMs"> {
  /** The registry name. */
  readonly service: string;
  readonly method: DescMethod;
  readonly request: Message;
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
  /** Told of the call. By default nobody is. */
  readonly watcher?: CallWatcher | undefined;
}

/** A call that was begun. */
export interface MadeCall {
  /** The messages of the answer. Throws a ConnectError. */
  readonly messages: AsyncIterable<Message>;
  /** Who answers. Undefined until that is known. */
  readonly instance: StartedCall["progress"]["instance"];
  /** The trace that the call is part of. Undefined where its watcher makes none. */
  readonly traceId: string | undefined;
}

/** Makes a call for somebody who wants to know how it goes, on behalf of no other request. */
export function makeCall(client: Clients["client"], wanted: WantedCall): MadeCall {
  const { service, instance, method, request, timeoutMs, waitMs, signal, watcher } = wanted;
  let begun: StartedCall | undefined;
  const noting: CallWatcher = {
    begin(call) {
      begun = call;
      return watcher?.begin(call);
    },
  };
  // Of this method alone: two whose names differ in case alone have the same in a client.
  const callee = client(
    { ...method.parent, methods: [method] },
    {
      name: service,
      instance,
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(waitMs !== undefined && { waitMs }),
      watcher: () => noting,
    },
  );
  const context = { requestId: randomUUID(), signal };
  const messages = runInCallContext(context, () => send(callee, method, request));
  return {
    messages,
    get instance() {
      return begun?.progress.instance;
    },
    get traceId() {
      return begun?.header.traceparent?.split("-")[1];
    },
  };
}

/** Sends a request at once, and returns the messages of the answer. */
function send(
  client: Client<DescService>,
  { localName, methodKind }: DescMethod,
  request: Message,
): AsyncIterable<Message> {
  const call = (client as Record<string, unknown>)[localName] as Call;
  const takesStream = methodKind === "client_streaming" || methodKind === "bidi_streaming";
  const answer = call(takesStream ? only(request) : request);
  const givesStream = methodKind === "server_streaming" || methodKind === "bidi_streaming";
  const messages = givesStream ? answer : only(answer as Promise<Message>);
  const iterator = (messages as AsyncIterable<Message>)[Symbol.asyncIterator]();
  const first = iterator.next();
  // It may fail before anybody reads it.
  first.catch(() => {});
  async function* read() {
    try {
      for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return read();
}

type Call = (
  request: Message | AsyncIterable<Message>,
) => Promise<Message> | AsyncIterable<Message>;

async function* only(message: Message | Promise<Message>) {
  yield await message;
}
