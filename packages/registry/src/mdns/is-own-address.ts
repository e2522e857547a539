import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

/**
 * Resolves to whether an IP address is one of this machine's, those of an unplugged interface
 * among them: the system lets a socket have it, on a port that is free.
 */
export async function isOwnAddress(address: string): Promise<boolean> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  const listening = once(socket, "listening");
  socket.bind({ address, port: 0 });
  try {
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
