import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createClient, type ServiceImpl } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import type { TransportOptions } from "../instance-transport.ts";
import type { Path, ServerOptions } from "./paths.ts";

interface Setup {
  readonly server?: ServerOptions;
  readonly client?: TransportOptions;
}

/** Serves an implementation on a path, and returns a client that is connected to it. */
export async function connect(
  path: Path,
  implementation: Partial<ServiceImpl<typeof CurrencyService>>,
  setup: Setup = {},
) {
  const server = path.createServer(CurrencyService, implementation, setup.server);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = path.open({ id: "one", address }, setup.client);
  return {
    client: createClient(CurrencyService, transport),
    sockets,
    async [Symbol.asyncDispose]() {
      transport.close?.();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
