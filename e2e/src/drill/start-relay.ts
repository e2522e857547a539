import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes connections on, each as a whole, as kube-proxy does. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** The addresses, "host:port", of which each new connection gets one at random. */
  readonly targets: Set<string>;
  /** How many connections led to nobody. */
  refused(): number;
}

/** Starts a relay on loopback. Disposing it ends all its connections. */
export async function startRelay(): Promise<Relay> {
  const targets = new Set<string>();
  const sockets = new Set<Socket>();
  let refused = 0;
  const server = createServer((incoming) => {
    const all = [...targets];
    const target = all[Math.floor(Math.random() * all.length)] ?? "";
    const { hostname, port } = new URL(`http://${target}`);
    const outgoing = connect(Number(port), hostname);
    outgoing.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") refused++;
    });
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
    targets,
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}
