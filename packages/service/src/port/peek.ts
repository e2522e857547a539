import type { Socket } from "node:net";

/** The first three bytes of HTTP/2's preface. No method of HTTP may begin with this word. */
const PREFACE = "PRI";

/**
 * Waits for the first bytes of a connection, and tells whether they begin HTTP/2's connection
 * preface (RFC 9113 section 11.7). A connection without three bytes in time is closed.
 */
export function peek(socket: Socket, silenceMs: number, decided: (isHttp2: boolean) => void): void {
  const giveUp = () => socket.destroy();
  const timer = setTimeout(giveUp, silenceMs);
  const look = () => {
    // A read of exactly three bytes leaves fewer bytes in the buffer until more have come.
    const head: Buffer | null = socket.read(PREFACE.length);
    if (head === null) return;
    forget();
    // In one piece: the strict reader takes only a call that comes whole.
    const rest: Buffer | null = socket.read();
    socket.unshift(rest === null ? head : Buffer.concat([head, rest]));
    decided(head.toString("latin1") === PREFACE);
  };
  const forget = () => {
    clearTimeout(timer);
    socket.off("readable", look).off("end", giveUp).off("error", giveUp).off("close", forget);
  };
  socket.on("readable", look).on("end", giveUp).on("error", giveUp).on("close", forget);
}
