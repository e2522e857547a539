import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Answers a request of a connection when it is its turn. */
export type Pipeline = (response: ServerResponse, answer: () => void) => void;

/**
 * Creates the pipeline of a connection that speaks HTTP/1.1: at most `max` of its requests are
 * answered at once. The connection is not read while further requests wait: a client may send any
 * number of requests without waiting for answers (RFC 9112 section 9.3.2).
 */
export function createPipeline(socket: Socket, max: number): Pipeline {
  const waiting: (() => void)[] = [];
  let answering = 0;
  // To read the body of a request resumes the socket. Node's own listener must come first.
  socket.on("resume", () => {
    if (waiting.length > 0) socket.pause();
  });

  return (response, answer) => {
    response.once("close", () => {
      answering--;
      const next = socket.destroyed ? undefined : waiting.shift();
      if (next && waiting.length === 0) socket.resume();
      if (next) begin(next);
    });
    if (answering < max) return begin(answer);
    waiting.push(answer);
    socket.pause();
  };

  function begin(answer: () => void): void {
    answering++;
    answer();
  }
}
