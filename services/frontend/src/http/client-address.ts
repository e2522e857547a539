import { isIP, SocketAddress } from "node:net";
import type { Request } from "express";

/**
 * Returns the IP address that a request comes from, in its one canonical spelling (RFC 5952): the
 * one that a proxy names in X-Forwarded-For; when there is none, or it is no address, that of the
 * connection. Empty when the connection has gone.
 */
export function clientAddress(request: Request): string {
  const { ip = "", socket } = request;
  const family = isIP(ip);
  if (family === 0) return socket.remoteAddress ?? "";
  // Made anew: the text would keep the whole header in memory, and may end in a zone of any length.
  return new SocketAddress({ address: ip, family: family === 6 ? "ipv6" : "ipv4" }).address;
}
