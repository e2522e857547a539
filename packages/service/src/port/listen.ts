import { once } from "node:events";
import type { Server } from "node:net";
import { StartError } from "../start-error.ts";

/** Where to listen. */
export interface ListenOptions {
  /** By default every address of the machine. */
  readonly host?: string | undefined;
  readonly port: number;
  /** Whether any free port will do when that one is in use. */
  readonly orAnyPort?: boolean;
}

/** Makes a server listen. Throws a StartError that says what to do when it cannot. */
export async function listen(server: Server, options: ListenOptions): Promise<void> {
  const { host, port, orAnyPort = false } = options;
  await attempt(server, host, port)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" || !orAnyPort) throw error;
      return attempt(server, host, 0);
    })
    .catch((cause: NodeJS.ErrnoException) => {
      throw new StartError(listenProblem(cause, host, port), { cause });
    });
}

async function attempt(server: Server, host: string | undefined, port: number): Promise<void> {
  const listening = once(server, "listening");
  server.listen({ port, host });
  await listening;
}

function listenProblem(error: NodeJS.ErrnoException, host: string | undefined, port: number) {
  const where = host === undefined ? "" : ` at ${host}`;
  switch (error.code) {
    case "EADDRINUSE":
      return `port ${port}${where} is in use: end what listens there, or set PORT to another`;
    case "EACCES":
      return `port ${port}${where} needs rights that this user lacks: set PORT to 1024 or above`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is "${host}", which is no address of this machine`;
    default:
      return `cannot listen at port ${port}${where}: ${error.message}`;
  }
}
