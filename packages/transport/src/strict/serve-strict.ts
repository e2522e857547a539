import type { Socket } from "node:net";
import type { Reply } from "../unary/unary-calls.ts";
import { readRequest, type StrictRequest } from "./read-request.ts";
import { writeReply } from "./write-reply.ts";

/** A call that is being answered. */
export interface StrictCall {
  /** Sent before the headers that the handler set. */
  readonly headers: Readonly<Record<string, string>>;
  /** Rejects when not even an error can be sent. */
  readonly reply: Promise<Reply>;
  /** Called once: when the client's system has taken the reply, or when the connection has closed. */
  readonly end: (isSent: boolean) => void;
}

export interface StrictOptions {
  /** How long the connection may idle, in milliseconds. */
  readonly keepAliveMs: number;
  /** Whether the connection is to be closed after the reply that is sent now. */
  readonly closes: () => boolean;
  /** Takes a call. Undefined leaves it to node:http. */
  readonly take: (request: StrictRequest) => StrictCall | undefined;
  /** Gives the connection to node:http, with all bytes from the first that were not taken. */
  readonly handOver: () => void;
  /** Told why a reply could not be sent. The connection is closed then. */
  readonly onFault: (fault: unknown) => void;
}

/**
 * Serves a connection as long as it carries what our own clients send, one whole call at a time. At
 * the first byte of anything else it gives the connection to node:http, which keeps it.
 */
export function serveStrict(socket: Socket, options: StrictOptions): void {
  const { keepAliveMs, closes, take, handOver, onFault } = options;
  let call: StrictCall | undefined;

  function onData(bytes: Buffer) {
    if (call !== undefined) {
      // No client of ours sends anything before it has its answer. It waits in the socket.
      socket.pause().unshift(bytes);
      return;
    }
    const request = readRequest(bytes);
    const taken = request && take(request);
    if (taken === undefined) {
      socket.pause().unshift(bytes);
      return leave();
    }
    call = taken;
    taken.reply.then((reply) => send(reply, taken)).catch(fail);
  }

  function send(reply: Reply, { headers }: StrictCall) {
    if (socket.destroyed) return;
    const isLast = closes();
    socket.write(writeReply(reply, headers, isLast ? undefined : keepAliveMs), onSent);
    if (isLast) socket.destroySoon();
  }

  function fail(fault: unknown) {
    onFault(fault);
    socket.destroy();
  }

  function onSent(error?: Error | null) {
    if (error) return;
    end(true);
    if (socket.readableLength > 0) leave();
  }

  function end(isSent: boolean) {
    const ended = call;
    call = undefined;
    ended?.end(isSent);
  }

  function leave() {
    // What comes after the last answer is not read: its sender knows that nobody has acted on it.
    if (socket.destroyed || socket.writableEnded) return;
    socket.off("data", onData).off("end", onEnd).off("close", onClose).off("timeout", onTimeout);
    socket.off("error", onError).setTimeout(0);
    handOver();
    socket.resume();
  }

  const onEnd = () => socket.destroy();
  const onClose = () => end(false);
  const onError = () => {};
  const onTimeout = () => {
    if (call === undefined) socket.destroy();
  };
  socket.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onError);
  // As node:http, a second longer than it says: a request may be on its way.
  socket.on("timeout", onTimeout).setTimeout(keepAliveMs + 1_000);
}
