import { connect } from "node:net";

/**
 * Returns the "host:port" to type for a frontend that listens at an address such as
 * "127.0.0.1:8080": "localhost:8080" where that leads to it. It does not where the frontend
 * listens elsewhere, nor where another program answers at the other loopback address, which a
 * browser may try first (RFC 8305). Takes half a second at most.
 */
export async function shownAddress(address: string): Promise<string> {
  const port = address.slice(address.lastIndexOf(":") + 1);
  const host = address.slice(0, -port.length - 1);
  const other = OTHERS[host];
  if (other === undefined || (await answers(other, Number(port)))) return address;
  return `localhost:${port}`;
}

/** The other address that "localhost" may stand for. */
const OTHERS: Readonly<Record<string, string>> = { "127.0.0.1": "::1", "[::1]": "127.0.0.1" };

function answers(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 500 });
  socket.once("connect", () => resolve(true));
  socket.once("timeout", () => resolve(false));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
