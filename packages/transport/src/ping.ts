import { connect } from "node:net";
import { hostAndPort } from "./host-and-port.ts";

/**
 * Resolves once whatever listens on the address (`host:port`) has answered anything at
 * all, or has closed the connection by itself: a stopped process does neither, although
 * its kernel still accepts connections. Rejects when nothing listens, or with the signal's
 * reason.
 *
 * Asks on a connection of its own with `OPTIONS *`, which RFC 9110 section 9.3.7 names as
 * a ping; a server that speaks HTTP/2 alone answers it too, if only to refuse.
 */
export function ping(address: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.reject(signal.reason);
  const socket = connect(hostAndPort(address)).unref();
  const abort = () => socket.destroy(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  socket.once("data", () => resolve());
  socket.once("end", () => resolve());
  socket.once("error", reject);
  socket.write(`OPTIONS * HTTP/1.1\r\nHost: ${address}\r\nConnection: close\r\n\r\n`);
  return promise.finally(() => {
    signal.removeEventListener("abort", abort);
    socket.destroy();
  });
}
