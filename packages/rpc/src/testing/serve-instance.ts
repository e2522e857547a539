import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Instance, Registry } from "@hipstershop/registry";
import type { Path } from "@hipstershop/transport/testing";
import { serviceName } from "../service-name.ts";

/** An instance for tests, with a server of its own. */
export interface ServedInstance extends AsyncDisposable {
  readonly instance: Instance;
  /** Withdraws it from the registry. The server goes on. */
  withdraw(): Promise<void>;
  /** Breaks its connections as if its process died. The registry still lists it. */
  kill(): void;
}

export interface ServeOptions {
  readonly registry: Registry;
  readonly path: Path;
  /** Different for each replica. Default "1". */
  readonly id?: string;
}

/** Serves an implementation on a free port and registers the instance. */
export async function serveInstance<S extends DescService>(
  service: S,
  implementation: Partial<ServiceImpl<S>>,
  { registry, path, id = "1" }: ServeOptions,
): Promise<ServedInstance> {
  const server = path.createServer(service, implementation);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const name = serviceName(service);
  const address = `127.0.0.1:${port}`;
  const instance = { id: `${name}-${id}`, service: name, address, version: "0.1.0", metadata: {} };
  const registration = await registry.register(instance);
  function kill() {
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
  }
  return {
    instance,
    withdraw: async () => registration[Symbol.asyncDispose](),
    kill,
    async [Symbol.asyncDispose]() {
      await registration[Symbol.asyncDispose]();
      kill();
    },
  };
}
