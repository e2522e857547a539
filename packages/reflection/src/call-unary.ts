import type { DescMethod, DescService, Message } from "@bufbuild/protobuf";
import type { CallOptions, Client } from "@connectrpc/connect";

/**
 * Calls a unary RPC that is known by its descriptor alone, with a client of the descriptor's service.
 * Throws a ConnectError.
 */
export function callUnary(
  client: Client<DescService>,
  method: DescMethod,
  request: Message,
  options?: CallOptions,
): Promise<Message> {
  const call = (client as Record<string, unknown>)[method.localName] as Call;
  return call(request, options);
}

type Call = (request: Message, options?: CallOptions) => Promise<Message>;
