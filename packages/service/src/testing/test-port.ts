import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { openPort, type PortListener, type PortOptions } from "../port/open-port.ts";

/** Says which protocol it was asked over. */
export const hello: PortListener = (request, response) => {
  (response as ServerResponse).end(`hello over ${request.httpVersion}`);
};

/** Opens a port on loopback that waits long for what is in flight when it closes. */
export function openTestPort(listener: PortListener = hello, options: Partial<PortOptions> = {}) {
  const draining = new AbortController().signal;
  return openPort(listener, {
    host: "127.0.0.1",
    port: 0,
    draining,
    graceMs: 60_000,
    idleMs: 0,
    warn: () => {},
    keepAliveMs: 65_000,
    ...options,
  });
}

/** Sends bytes and returns all that comes back until the other side ends. */
export async function exchange(port: number, ...pieces: string[]): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.setNoDelay(true);
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise(setImmediate);
  }
  return text(socket);
}
