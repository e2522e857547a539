import { connect } from "node:net";
import { hostAndPort } from "./host-and-port.ts";

/**
 * Resolves when the server at the address (`host:port`) has answered anything, or has closed the
 * connection. A stopped process does neither, although its kernel still accepts connections.
 * Rejects when nothing listens, or with the signal's reason.
 *
 * It opens a new connection and sends `OPTIONS *`, which RFC 9110 section 9.3.7 names as a ping. A
 * server that speaks only HTTP/2 answers too: it refuses the request.
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
