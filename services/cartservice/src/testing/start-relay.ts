import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * A port that leads to another port, like the virtual address or the name of a server that can fail
 * over.
 */
export interface Relay extends AsyncDisposable {
  /** "redis://127.0.0.1:<port>" */
  readonly url: string;
  /** Leads new connections elsewhere. Open connections stay where they are. */
  lead(to: string): void;
}

/** Starts a relay to the port of a URL. */
export async function startRelay(to: string): Promise<Relay> {
  let target = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead(next) {
      target = new URL(next);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
