import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** One connection to a web server, which carries one request at a time. */
export interface Connection extends Disposable {
  /** Asks, and resolves to the answer once all of it has come. Rejects when the connection is lost. */
  send(request: Request): Promise<Answer>;
}

export interface Request {
  readonly path: string;
  readonly cookie: string;
  /** Sent by POST. */
  readonly form: Readonly<Record<string, string>> | undefined;
}

export interface Answer {
  readonly status: number;
  /** The first line and the headers. */
  readonly head: string;
  readonly body: string;
}

/**
 * Opens a connection to the server of a URL at the first request, and anew when it was closed
 * meanwhile. It speaks just enough HTTP/1.1 to tell where an answer ends (RFC 9112 section 6.3): a
 * whole client takes longer to read a page than the shop takes to make it, and the two share the
 * machine. An answer without content-length is an error.
 */
export function openConnection(url: string): Connection {
  const { hostname, port, host } = new URL(url);
  let socket: Socket | undefined;
  let chunks: Buffer[] = [];
  let missing = 0;
  let pending: PromiseWithResolvers<Answer> | undefined;

  function read(from: Socket, chunk: Buffer): void {
    const first = chunks.length === 0;
    chunks.push(chunk);
    if (first) {
      const length = lengthOf(chunk);
      if (length === undefined) {
        from.destroy(new Error(`This is no answer with a length: ${chunk.toString("latin1")}`));
        return;
      }
      missing = length;
    }
    missing -= chunk.length;
    if (missing > 0) return;
    const answer = parse(chunks.length === 1 ? chunk : Buffer.concat(chunks));
    chunks = [];
    const answered = pending;
    pending = undefined;
    // RFC 9112 section 9.6: nothing more is read from it.
    if (/^connection: close/im.test(answer.head)) from.destroy();
    answered?.resolve(answer);
  }

  async function open(): Promise<Socket> {
    const opened = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(opened, "connect");
    opened.on("data", (chunk: Buffer) => read(opened, chunk));
    opened.on("error", (error) => pending?.reject(error));
    opened.on("close", () => pending?.reject(new Error("The shop has closed the connection")));
    return opened;
  }

  return {
    async send({ path, cookie, form }) {
      if (!socket?.writable) socket = await open();
      chunks = [];
      pending = Promise.withResolvers<Answer>();
      const { promise } = pending;
      const body = form ? new URLSearchParams(form).toString() : "";
      const type = "content-type: application/x-www-form-urlencoded\r\n";
      socket.write(
        `${form ? "POST" : "GET"} ${path} HTTP/1.1\r\nhost: ${host}\r\n` +
          (cookie && `cookie: ${cookie}\r\n`) +
          (form ? `${type}content-length: ${body.length}\r\n` : "") +
          `\r\n${body}`,
      );
      return promise;
    },
    [Symbol.dispose]() {
      pending = undefined;
      socket?.destroy();
    },
  };
}

/** The length of an answer with its head, which comes in one piece, or nothing if it has none. */
function lengthOf(chunk: Buffer): number | undefined {
  const end = chunk.indexOf("\r\n\r\n");
  const length = /^content-length: (\d+)/im.exec(chunk.toString("latin1", 0, end))?.[1];
  return end < 0 || length === undefined ? undefined : end + 4 + Number(length);
}

function parse(answer: Buffer): Answer {
  const end = answer.indexOf("\r\n\r\n");
  const head = answer.toString("latin1", 0, end);
  return {
    status: Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length)),
    head,
    body: answer.toString("utf8", end + 4),
  };
}
