import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Target } from "./open-attacked.ts";

/** Opens a connection that says something and reads whatever comes. Its errors are of no account. */
export async function connectTo({ host, port }: Target, said?: string | Buffer): Promise<Socket> {
  const socket = connect(port, host);
  socket.on("error", () => {}).resume();
  await Promise.race([once(socket, "connect"), once(socket, "close")]);
  if (said !== undefined) socket.write(said);
  return socket;
}
