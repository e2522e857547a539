import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

import type { WayIn } from "./way-in.ts";

/**
 * Starts a relay on loopback that passes connections on, each as a whole and to one of the addresses at
 * random, as kube-proxy does. Disposing it ends all its connections.
 */
export async function startRelay(): Promise<WayIn> {
  let targets: readonly string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const target = targets[Math.floor(Math.random() * targets.length)] ?? "";
    const { hostname, port } = new URL(`http://${target}`);
    const outgoing = connect(Number(port), hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.resetAndDestroy());
      socket.on("close", () => sockets.delete(socket));
      socket.pipe(other);
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(addresses) {
      targets = addresses;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
