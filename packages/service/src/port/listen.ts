import type { Server } from "node:net";
import { StartError } from "../start-error.ts";

/** Makes a server listen. Throws a StartError that says what to do when it cannot. */
export async function listen(
  server: Server,
  { host, port }: { readonly host?: string | undefined; readonly port: number },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(listenProblem(cause, host, port), { cause });
  });
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
