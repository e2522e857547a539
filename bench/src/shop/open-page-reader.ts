import { once } from "node:events";
import { connect } from "node:net";

/** Reads one page again and again over one connection. */
export interface PageReader extends AsyncDisposable {
  /** Asks for the page and returns its status once all of it has come. */
  read(): Promise<number>;
}

/**
 * Connects to the server of a page. It speaks just enough HTTP/1.1 to tell where an answer
 * ends (RFC 9112 section 6.3): a whole client takes longer to read a page than the shop
 * takes to make it, and the two share the machine. Rejects when the connection is lost, and
 * for an answer without content-length.
 */
export async function openPageReader(url: string): Promise<PageReader> {
  const { hostname, port, pathname, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const request = `GET ${pathname} HTTP/1.1\r\nhost: ${host}\r\n\r\n`;
  let pending: PromiseWithResolvers<number> | undefined;
  let status = 0;
  let missing = 0;

  socket.on("data", (chunk: Buffer) => {
    if (missing > 0) missing -= chunk.length;
    else {
      const end = chunk.indexOf("\r\n\r\n");
      const head = chunk.toString("latin1", 0, end);
      const length = /^content-length: (\d+)/im.exec(head)?.[1];
      if (end < 0 || length === undefined) {
        socket.destroy(new Error(`This is no answer with a length: ${head}`));
        return;
      }
      status = Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
      missing = Number(length) - (chunk.length - end - 4);
    }
    if (missing === 0) pending?.resolve(status);
  });
  socket.on("error", (error) => pending?.reject(error));
  socket.on("close", () => pending?.reject(new Error("The shop has closed the connection")));

  return {
    read() {
      pending = Promise.withResolvers<number>();
      socket.write(request);
      return pending.promise;
    },
    async [Symbol.asyncDispose]() {
      pending = undefined;
      socket.destroy();
    },
  };
}
