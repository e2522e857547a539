import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

/**
 * Resolves to whether an IP address is one of this machine's, also of an interface that is down:
 * a socket can be bound to it, on a free port.
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
