import { constants } from "node:http2";
import type { Socket } from "node:net";
import type { StrictCall } from "@hipstershop/transport";
import type { Bounds } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import { heaviestOf } from "./heaviest-of.ts";
import { type Exchange, OpenRequest, type Totals } from "./open-request.ts";
import { watchBody } from "./watch-body.ts";

/** The connections of a port. Those that hold too much are closed (docs/serving.md, "Bounds"). */
export interface Connections extends Iterable<Connection> {
  readonly size: number;
  /** How many requests are counted now. */
  readonly requests: number;
  /** Adds a new connection, which is removed when it closes. */
  add(socket: Socket): Connection;
  /**
   * Counts a request until it is answered or its connection has closed. Calls `answer` when the
   * first part of its body has come, or at once when it has no body: a request that waits for
   * its body costs a tenth of one that is being answered.
   */
  begin(
    connection: Connection,
    ask: Required<Pick<Exchange, "request" | "response">>,
    answer: () => void,
  ): void;
  /**
   * Counts a request of which all has come, with the bytes of its body, until the call that `answer`
   * returns has ended. Undefined when the connection was closed, or `answer` leaves it to others.
   */
  beginWhole(
    connection: Connection,
    bytes: number,
    answer: () => StrictCall | undefined,
  ): StrictCall | undefined;
  /**
   * From now on closes incomplete requests of which nothing comes for 0.5 s, and HTTP/1.1 connections
   * that idle. Those of HTTP/2 end by themselves when their clients have seen the GOAWAY.
   */
  hurry(): void;
}

/** How often requests that do not move are looked for, in milliseconds. */
const LOOK_MS = 500;

/** Creates the connections of a port. `warn` is told what is closed, at most once in 10 s. */
export function createConnections(bounds: Bounds, warn: (message: string) => void): Connections {
  const connections = new Set<Connection>();
  const total: Totals = { requests: 0, unread: 0, heldBytes: 0 };
  let hurried = false;
  let looking: NodeJS.Timeout | undefined;
  let silentUntilMs = 0;

  function close(connection: Connection, why: string): void {
    if (performance.now() >= silentUntilMs) {
      silentUntilMs = performance.now() + 10_000;
      warn(`Closing connections that hold too much: ${why}`);
    }
    forget(connection);
    connection.socket.destroy();
  }

  function forget(connection: Connection): void {
    connections.delete(connection);
    for (const open of connection.open) end(connection, open);
  }

  /** Closes connections, the one that holds the most first, until the total is in bounds. */
  function keep(bound: keyof Totals, measure: (open: OpenRequest) => number): void {
    while (total[bound] > bounds[bound]) {
      const heaviest = heaviestOf(connections, measure);
      if (!heaviest) return;
      close(heaviest, `more than ${bounds[bound]} ${bound} in all`);
    }
  }

  function end(connection: Connection, open: OpenRequest): void {
    if (!connection.open.delete(open)) return;
    open.end();
    // To the end of the set: it now idles, for the shortest time.
    if (connection.open.size === 0 && connections.delete(connection)) connections.add(connection);
  }

  function closeIdle({ open, session, socket }: Connection): void {
    if (hurried && open.size === 0 && !session) socket.destroySoon();
  }

  /** Counts a request. Undefined when its connection is closed, or was closed for that. */
  function count(connection: Connection, exchange: Exchange): OpenRequest | undefined {
    // Node still passes on requests that it read before the connection was closed.
    if (connection.socket.destroyed) return undefined;
    const open = new OpenRequest(exchange, total);
    connection.open.add(open);
    keep("requests", () => 1);
    if (!connection.open.has(open)) return undefined;
    looking ??= setInterval(look, LOOK_MS).unref();
    return open;
  }

  function look(): void {
    const nowMs = performance.now();
    for (const connection of connections) {
      for (const open of connection.open) {
        open.look(
          open.exchange.request ? 0 : connection.socket.readableLength,
          bounds.untakenBytes,
        );
        const stillMs = nowMs - open.movedMs;
        const late = nowMs - open.sinceMs > bounds.requestMs || (hurried && stillMs > LOOK_MS);
        if (open.unread && late) giveUp(connection, open);
        else if (open.untakenBytes > 0 && stillMs > bounds.untakenMs) giveUp(connection, open);
      }
    }
    keep("heldBytes", ({ heldBytes }) => heldBytes);
    if (total.requests > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  return {
    add(socket) {
      const connection: Connection = { socket, open: new Set() };
      connections.add(connection);
      socket.once("close", () => forget(connection));
      if (connections.size > bounds.connections) {
        // The first that idles. That is the new one itself when all others are in use.
        for (const each of connections) {
          if (each.open.size > 0) continue;
          close(each, `more than ${bounds.connections} connections`);
          break;
        }
      }
      return connection;
    },
    begin(connection, { request, response }, answer) {
      const open = count(connection, { request, response, outgoing: response });
      if (open === undefined) return;
      response.once("close", () => {
        end(connection, open);
        closeIdle(connection);
      });
      let begun = false;
      const hasBody = watchBody(request, (bytes) => {
        if (!connection.open.has(open)) return;
        open.movedMs = performance.now();
        if (bytes === 0) open.read();
        else open.hold(bytes + bounds.pieceBytes);
        keep("heldBytes", ({ heldBytes }) => heldBytes);
        if (begun || !connection.open.has(open)) return;
        begun = true;
        answer();
      });
      if (!hasBody) return answer();
      open.expectBody();
      keep("unread", ({ unread }) => Number(unread));
    },
    beginWhole(connection, bytes, answer) {
      const open = count(connection, { outgoing: connection.socket });
      if (open === undefined) return undefined;
      open.hold(bytes + bounds.pieceBytes);
      keep("heldBytes", ({ heldBytes }) => heldBytes);
      const call = connection.open.has(open) ? answer() : undefined;
      if (!call) {
        end(connection, open);
        return undefined;
      }
      return {
        ...call,
        end(isSent) {
          end(connection, open);
          closeIdle(connection);
          call.end(isSent);
        },
      };
    },
    hurry() {
      hurried = true;
      for (const { socket, session, open } of connections) {
        if (!session && open.size === 0) socket.destroy();
      }
    },
    get size() {
      return connections.size;
    },
    get requests() {
      return total.requests;
    },
    [Symbol.iterator]: () => connections.values(),
  };
}

/** Ends a request that does not move: its stream on HTTP/2, its connection on HTTP/1.1. */
function giveUp({ session, socket }: Connection, { exchange: { request } }: OpenRequest): void {
  if (session && request && "stream" in request) request.stream.close(constants.NGHTTP2_CANCEL);
  else socket.destroy();
}
