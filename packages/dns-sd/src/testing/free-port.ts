import { createSocket } from "node:dgram";
import { once } from "node:events";

/** Between the closing of a port and its opening by a test, another might be given the same. */
const given = new Set<number>();

/** Returns a UDP port that nobody uses: a multicast network of a test's own. */
export async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  if (given.has(port)) return freePort();
  given.add(port);
  return port;
}
