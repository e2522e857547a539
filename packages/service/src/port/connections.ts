import { constants } from "node:http2";
import type { Socket } from "node:net";
import type { Bounds } from "./bounds.ts";
import type { Connection, OpenRequest } from "./connection.ts";
import { watchBody } from "./watch-body.ts";

/** The connections of a port. Those that hold too much are closed (docs/serving.md, "Bounds"). */
export interface Connections extends Iterable<Connection> {
  readonly size: number;
  /** Adds a new connection, which is removed when it closes. */
  add(socket: Socket): Connection;
  /**
   * Counts a request until it is answered or its connection has closed. Calls `answer` when the
   * first part of its body has come, or at once when it has no body: a request that waits for
   * its body costs a tenth of one that is being answered.
   */
  begin(
    connection: Connection,
    ask: Required<Pick<OpenRequest, "request" | "response">>,
    answer: () => void,
  ): void;
  /**
   * Counts a request of which all has come, with the bytes of its body, and returns a function that
   * counts it no more. Returns undefined when the connection was closed.
   */
  beginWhole(connection: Connection, bytes: number): (() => void) | undefined;
  /** From now on closes incomplete requests of which nothing comes for 0.5 s. */
  hurry(): void;
}

/** How often requests that do not move are looked for, in milliseconds. */
const LOOK_MS = 500;

/** Creates the connections of a port. `warn` is told what is closed, at most once in 10 s. */
export function createConnections(bounds: Bounds, warn: (message: string) => void): Connections {
  const connections = new Set<Connection>();
  const total = { requests: 0, unread: 0, heldBytes: 0 };
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
  function keep(bound: keyof typeof total, measure: (open: OpenRequest) => number): void {
    while (total[bound] > bounds[bound]) {
      let most = 0;
      let heaviest: Connection | undefined;
      for (const connection of connections) {
        let held = 0;
        for (const open of connection.open) held += measure(open);
        // Of two that hold the same, the newer one: the older has waited longer.
        if (held >= most) [most, heaviest] = [held, connection];
      }
      if (!heaviest || most === 0) return;
      close(heaviest, `more than ${bounds[bound]} ${bound} in all`);
    }
  }

  function hold(open: OpenRequest, bytes: number): void {
    open.bodyBytes += bytes;
    total.heldBytes += bytes;
  }

  function read(open: OpenRequest): void {
    if (!open.unread) return;
    open.unread = false;
    total.unread--;
  }

  function end(connection: Connection, open: OpenRequest): void {
    if (!connection.open.delete(open)) return;
    read(open);
    total.requests--;
    total.heldBytes -= heldBytes(open);
    // To the end of the set: it now idles, for the shortest time.
    if (connection.open.size === 0 && connections.delete(connection)) connections.add(connection);
  }

  /** Counts a request. Undefined when its connection is closed, or was closed for that. */
  function count(
    connection: Connection,
    ask: Pick<OpenRequest, "request" | "response" | "outgoing">,
  ): OpenRequest | undefined {
    // Node still passes on requests that it read before the connection was closed.
    if (connection.socket.destroyed) return undefined;
    const nowMs = performance.now();
    const open: OpenRequest = {
      ...ask,
      sinceMs: nowMs,
      unread: false,
      bodyBytes: 0,
      aheadBytes: 0,
      untakenBytes: 0,
      movedMs: nowMs,
    };
    connection.open.add(open);
    total.requests++;
    keep("requests", () => 1);
    if (!connection.open.has(open)) return undefined;
    looking ??= setInterval(look, LOOK_MS).unref();
    return open;
  }

  function look(): void {
    const nowMs = performance.now();
    for (const connection of connections) {
      for (const open of connection.open) {
        const aheadBytes = open.request ? 0 : connection.socket.readableLength;
        hold(open, aheadBytes - open.aheadBytes);
        open.aheadBytes = aheadBytes;
        const { writableLength } = open.outgoing;
        const untaken = writableLength && writableLength + bounds.untakenBytes;
        if (untaken !== open.untakenBytes) {
          total.heldBytes += untaken - open.untakenBytes;
          open.untakenBytes = untaken;
          open.movedMs = nowMs;
        }
        const stillMs = nowMs - open.movedMs;
        const late = nowMs - open.sinceMs > bounds.requestMs || (hurried && stillMs > LOOK_MS);
        if (open.unread && late) giveUp(connection, open);
        else if (untaken > 0 && stillMs > bounds.untakenMs) giveUp(connection, open);
      }
    }
    keep("heldBytes", heldBytes);
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
      response.once("close", () => end(connection, open));
      let begun = false;
      open.unread = watchBody(request, (bytes) => {
        if (!connection.open.has(open)) return;
        open.movedMs = performance.now();
        if (bytes === 0) read(open);
        else hold(open, bytes + bounds.pieceBytes);
        keep("heldBytes", heldBytes);
        if (begun || !connection.open.has(open)) return;
        begun = true;
        answer();
      });
      if (!open.unread) return answer();
      total.unread++;
      keep("unread", ({ unread }) => Number(unread));
    },
    beginWhole(connection, bytes) {
      const open = count(connection, { outgoing: connection.socket });
      if (open === undefined) return undefined;
      hold(open, bytes + bounds.pieceBytes);
      keep("heldBytes", heldBytes);
      return connection.open.has(open) ? () => end(connection, open) : undefined;
    },
    hurry() {
      hurried = true;
    },
    get size() {
      return connections.size;
    },
    [Symbol.iterator]: () => connections.values(),
  };
}

function heldBytes({ bodyBytes, untakenBytes }: OpenRequest): number {
  return bodyBytes + untakenBytes;
}

/** Ends a request that does not move: its stream on HTTP/2, its connection on HTTP/1.1. */
function giveUp({ session, socket }: Connection, { request }: OpenRequest): void {
  if (session && request && "stream" in request) request.stream.close(constants.NGHTTP2_CANCEL);
  else socket.destroy();
}
