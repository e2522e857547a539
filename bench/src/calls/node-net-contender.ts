import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { CallName, Contender } from "./contender.ts";
import { rawMessages } from "./raw-messages.ts";

/**
 * The limit of what goes over node:net: it writes the bytes of a call and counts those of the
 * answer. As in HTTP/1.1, a connection carries one call at a time.
 */
export const nodeNetContender: Contender = {
  async serve() {
    return { convert: await serve("convert"), listProducts: await serve("listProducts") };
  },

  async connect(addresses) {
    return {
      convert: openCalls(addresses.convert, "convert"),
      listProducts: openCalls(addresses.listProducts, "listProducts"),
    };
  },
};

async function serve(name: CallName): Promise<string> {
  const { request, answer } = framed(name);
  const server = createServer({ noDelay: true }, (socket) => {
    onMessage(socket, request.length, () => socket.write(answer));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Returns a call that takes a connection which no other uses, or opens one. */
function openCalls(address: string, name: CallName): () => Promise<void> {
  const { hostname: host, port } = new URL(`tcp://${address}`);
  const { request, answer } = framed(name);
  const idle: Connection[] = [];

  function open(): Connection {
    const socket = connect({ host, port: Number(port), noDelay: true });
    const connection: Connection = { socket };
    socket.on("error", (error) => connection.pending?.reject(error));
    onMessage(socket, answer.length, () => {
      idle.push(connection);
      connection.pending?.resolve();
    });
    return connection;
  }

  return function call() {
    const connection = idle.pop() ?? open();
    connection.pending = Promise.withResolvers();
    connection.socket.write(request);
    return connection.pending.promise;
  };
}

interface Connection {
  readonly socket: Socket;
  pending?: PromiseWithResolvers<void>;
}

/** Calls back each time that a message of that length has come. */
function onMessage(socket: Socket, length: number, come: () => void): void {
  let missing = length;
  socket.on("data", (chunk) => {
    missing -= chunk.length;
    if (missing > 0) return;
    missing = length;
    come();
  });
}

/** Puts a length before each message: an empty one has to be heard of too. */
function framed(name: CallName): { readonly request: Buffer; readonly answer: Buffer } {
  const frame = (message: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(message.length);
    return Buffer.concat([head, message]);
  };
  const { request, answer } = rawMessages[name];
  return { request: frame(request), answer: frame(answer) };
}
