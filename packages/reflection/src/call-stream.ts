import type { DescMethod, DescService, Message } from "@bufbuild/protobuf";
import type { CallOptions, Client } from "@connectrpc/connect";

/**
 * Calls an RPC that answers with a stream, and is known by its descriptor alone, with a client of the
 * descriptor's service. Reading throws a ConnectError.
 */
export function callStream(
  client: Client<DescService>,
  method: DescMethod,
  request: Message,
  options?: CallOptions,
): AsyncIterable<Message> {
  const call = (client as Record<string, unknown>)[method.localName] as Call;
  return call(request, options);
}

type Call = (request: Message, options?: CallOptions) => AsyncIterable<Message>;
