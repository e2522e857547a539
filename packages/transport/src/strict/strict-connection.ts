import { connect } from "node:net";
import { Duplex } from "node:stream";
import type { Answer } from "../unary/exchange.ts";
import { tooLong } from "../unary/read-body.ts";
import { type AnswerHead, readAnswerHead } from "./read-answer-head.ts";

/** A connection to a server, for one call at a time. */
export interface StrictConnection {
  /** Sends a call. Not before the last one has been answered. */
  send(call: SentCall): void;
  /** Closes it. A call in flight fails with the reason, or as when the server had closed it. */
  close(reason?: unknown): void;
}

/** A call in flight. One of the three functions is called, once. */
export interface SentCall {
  /** The request. */
  readonly bytes: Buffer;
  /** The longest body of an answer, in bytes. */
  readonly maxBytes: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
  /**
   * Given the connection when its answer is not of the expected form, from the first byte of that on:
   * node:http can read it. What is written to it goes nowhere.
   */
  readonly handOver: (wire: Duplex) => void;
}

export interface StrictConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** The longest that it may idle, in milliseconds. */
  readonly idleMs: number;
  /** Called when it can take the next call. */
  readonly onIdle: (connection: StrictConnection) => void;
  /** Called when it can take no more calls, perhaps more than once. */
  readonly onClosed: (connection: StrictConnection) => void;
}

/** All connections read into this: what they read is used or copied before the next one reads. */
const INCOMING = Buffer.allocUnsafeSlow(65_536);

/** Opens a connection. */
export function openStrictConnection(options: StrictConnectionOptions): StrictConnection {
  const { host, port, idleMs, onIdle, onClosed } = options;
  let call: SentCall | undefined;
  let head: AnswerHead | undefined;
  let body = INCOMING;
  let filled = 0;
  let keepAlive: string | undefined;
  let wire: Duplex | undefined;
  const socket = connect({
    host,
    port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 1_000,
    onread: {
      buffer: INCOMING,
      callback(size, buffer) {
        read((buffer as Buffer).subarray(0, size));
        return true;
      },
    },
  });

  function read(bytes: Buffer) {
    if (wire !== undefined) return void wire.push(Buffer.from(bytes));
    // Nobody has asked for this.
    if (call === undefined) return close();
    let from = 0;
    if (head === undefined) {
      head = readAnswerHead(bytes);
      if (head === undefined || head.length + head.bodyLength < bytes.byteLength) {
        return leave(call, bytes);
      }
      if (head.bodyLength > call.maxBytes) return close(tooLong(call.maxBytes));
      from = head.length;
      body = Buffer.allocUnsafe(head.bodyLength);
      filled = 0;
    }
    // More than the answer.
    if (filled + bytes.byteLength - from > head.bodyLength) return close();
    filled += bytes.copy(body, filled, from);
    if (filled === head.bodyLength) answered(call, head);
  }

  function answered({ resolve }: SentCall, answer: AnswerHead) {
    call = undefined;
    head = undefined;
    resolve({ ...answer, body });
    if (answer.closes) return close();
    if (answer.keepAlive !== keepAlive) idleAsSaid(answer.keepAlive);
    // A connection that idles keeps no process alive.
    socket.unref();
    onIdle(connection);
  }

  /** Closes it a second before the server does, if that is earlier. */
  function idleAsSaid(said: string | undefined) {
    keepAlive = said;
    const saidMs = 1_000 * Number(/(?:^|,)\s*timeout=(\d{1,6})/.exec(said ?? "")?.[1] ?? Infinity);
    const restMs = Math.min(idleMs, saidMs - 1_000);
    socket.setTimeout(Math.max(1, restMs));
  }

  function leave(left: SentCall, first: Buffer) {
    call = undefined;
    wire = new Duplex({
      read() {},
      write: (_chunk, _encoding, done) => done(),
      // node:http ends it when it has read the answer.
      final(done) {
        this.destroy();
        done();
      },
      destroy(error, done) {
        socket.destroy();
        done(error);
      },
    });
    left.handOver(wire);
    wire.push(Buffer.from(first));
  }

  function close(reason: unknown = hungUp()) {
    const failed = call;
    call = undefined;
    onClosed(connection);
    wire?.destroy(reason as Error);
    socket.destroy();
    failed?.reject(reason);
  }

  socket.setTimeout(idleMs, () => {
    if (call === undefined && wire === undefined) close();
  });
  socket.on("error", close);
  // node:http knows whether its answer may end here.
  socket.on("end", () => (wire ? wire.push(null) : close()));
  socket.on("close", () => {
    wire?.push(null);
    onClosed(connection);
  });

  const connection: StrictConnection = {
    send(next) {
      call = next;
      socket.ref();
      socket.write(next.bytes);
    },
    close,
  };
  return connection;
}

/** The error of node:http when a connection ends without an answer. */
function hungUp(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}
