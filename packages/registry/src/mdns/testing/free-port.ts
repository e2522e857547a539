import { createSocket } from "node:dgram";
import { once } from "node:events";

/** Returns a UDP port that nobody uses: a multicast network of a test's own. */
export async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}
