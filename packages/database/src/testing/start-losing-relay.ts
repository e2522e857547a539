import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer, connect as open, type Socket } from "node:net";
import { dirname, join } from "node:path";

/** A socket that leads to a PostgreSQL, and can lose one of its answers. */
export interface LosingRelay extends AsyncDisposable {
  /** Returns the URL of a database, which leads through the relay. */
  through(url: string): string;
  /** The next statement with this text is carried out, and its connection ends without an answer. */
  loseAnswerTo(text: string): void;
}

/** Starts a relay to a server's socket. */
export async function startLosingRelay(socket: string): Promise<LosingRelay> {
  const folder = await mkdtemp(join(dirname(socket), "relay-"));
  let text: string | undefined;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = open(socket);
    let losing = false;
    client.on("data", (bytes) => {
      if (text !== undefined && bytes.includes(text)) {
        losing = true;
        text = undefined;
      }
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => {
      if (losing) client.destroy();
      else client.write(bytes);
    });
    for (const [each, other] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(each);
      each.on("error", () => {}).on("close", () => other.destroy());
    }
  });
  server.listen(join(folder, ".s.PGSQL.5432"));
  await once(server, "listening");
  return {
    through(url) {
      const changed = new URL(url);
      changed.searchParams.set("host", folder);
      return changed.href;
    },
    loseAnswerTo(next) {
      text = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const each of sockets) each.destroy();
      await once(server, "close");
    },
  };
}
