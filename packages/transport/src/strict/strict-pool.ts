import { Agent } from "node:http";
import { canceled } from "../caller-errors.ts";
import type { OpenConnections } from "../instance-transport.ts";
import { type Answer, type Exchange, exchange } from "../unary/exchange.ts";
import { whenGivenUp } from "../when-given-up.ts";
import { openStrictConnection, type StrictConnection } from "./strict-connection.ts";
import { writeRequest } from "./write-request.ts";

/** The connections to one server. */
export interface StrictPool {
  /** Sends a POST and reads the answer, as `exchange` does. */
  exchange(
    options: Omit<Exchange, "agent" | "host" | "port" | "createConnection">,
  ): Promise<Answer>;
  /** Closes all connections. Calls in flight fail. */
  close(): void;
  /** Returns the connections that are open now. */
  connections(): OpenConnections;
}

/** As many as Node's agent keeps. */
const MOST_IDLE = 256;

/**
 * Creates the pool of a server. It writes and reads HTTP/1.1 itself where both are of the one form
 * that our clients and servers use, and leaves the rest to node:http: a request of another form, an
 * answer of another form, and all requests to a server that has sent one.
 */
export function createStrictPool(host: string, port: number, idleMs: number): StrictPool {
  const agent = new Agent({ keepAlive: true, timeout: idleMs });
  const all = new Set<StrictConnection>();
  const idle: StrictConnection[] = [];
  const name = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  let isStrict = true;

  function open(): StrictConnection {
    const connection = openStrictConnection({
      host,
      port,
      idleMs,
      onIdle: (free) => (idle.length < MOST_IDLE ? void idle.push(free) : free.close()),
      onClosed(closed) {
        all.delete(closed);
        const at = idle.indexOf(closed);
        if (at >= 0) idle.splice(at, 1);
      },
    });
    all.add(connection);
    return connection;
  }

  return {
    exchange(options) {
      const { path, headers, body, timeoutMs, signal, maxBytes } = options;
      if (signal?.aborted) return Promise.reject(canceled(signal));
      const bytes = isStrict ? writeRequest(name, path, headers, body) : undefined;
      if (bytes === undefined) return exchange({ ...options, host, port, agent });
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const startMs = performance.now();
      const connection = idle.pop() ?? open();
      const end = whenGivenUp(signal, timeoutMs, (error) => connection.close(error));
      connection.send({
        bytes,
        maxBytes,
        resolve(answer) {
          end();
          resolve(answer);
        },
        reject(reason) {
          end();
          reject(reason);
        },
        handOver(wire) {
          end();
          isStrict = false;
          const leftMs = timeoutMs && timeoutMs - (performance.now() - startMs);
          const where = { host, port, createConnection: () => wire };
          exchange({ ...options, ...where, timeoutMs: leftMs }).then(resolve, reject);
        },
      });
      return promise;
    },
    close() {
      agent.destroy();
      for (const connection of all) connection.close();
    },
    connections: () => ({
      active: all.size - idle.length + countOf(agent.sockets),
      idle: idle.length + countOf(agent.freeSockets),
    }),
  };
}

function countOf(sockets: Agent["sockets"]): number {
  return Object.values(sockets).reduce((count, some = []) => count + some.length, 0);
}
