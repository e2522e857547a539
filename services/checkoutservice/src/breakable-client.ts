import type { DescService } from "@bufbuild/protobuf";
import { type Client, Code, ConnectError } from "@connectrpc/connect";

type Call = (...given: unknown[]) => Promise<unknown>;

/** Returns a client of unary RPCs whose calls reach nobody while `isUnreachable` says so. */
export function breakableClient<S extends DescService>(
  client: Client<S>,
  isUnreachable: () => Promise<boolean>,
): Client<S> {
  const calls = Object.entries(client as Record<string, Call>).map(([name, call]) => [
    name,
    async (...given: unknown[]) => {
      if (await isUnreachable()) throw new ConnectError("no instance answers", Code.Unavailable);
      return await call(...given);
    },
  ]);
  return Object.fromEntries(calls);
}
