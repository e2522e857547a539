import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Instance, Registry } from "@hipstershop/registry";

/** An instance for tests, on a real socket of its own. */
export interface ServedInstance extends AsyncDisposable {
  readonly instance: Instance;
  /** Withdraws it from the registry and nothing more. */
  withdraw(): Promise<void>;
  /** Ends its sockets at once, as the death of its process would: the registry still lists it. */
  kill(): void;
}

/** Serves routes on a free port and registers the instance. */
export async function serveInstance(
  registry: Registry,
  id: string,
  routes: (router: ConnectRouter) => void,
): Promise<ServedInstance> {
  const handler = connectNodeAdapter({ routes });
  const server = createServer(handler);
  const sessions = track(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const registration = await registry.register({
    id,
    service: id.slice(0, id.lastIndexOf("-")),
    address: `127.0.0.1:${port}`,
    version: "0.1.0",
    metadata: {},
  });
  function kill() {
    server.close();
    for (const session of sessions) session.socket.resetAndDestroy();
  }
  return {
    instance: registration.instance,
    withdraw: async () => registration[Symbol.asyncDispose](),
    kill,
    async [Symbol.asyncDispose]() {
      await registration[Symbol.asyncDispose]();
      kill();
    },
  };
}

function track(server: Http2Server): Set<ServerHttp2Session> {
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  return sessions;
}
