import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Returns a listener for HTTP/1.1 that answers at most `max` requests of one connection at
 * once. The connection is not read while further requests wait: a client may send any number
 * of requests without waiting for answers (RFC 9112 section 9.3.2).
 */
export function takeTurns(listener: Listener, max: number): Listener {
  const queues = new WeakMap<Socket, Queue>();

  function queueOf(socket: Socket): Queue {
    const known = queues.get(socket);
    if (known) return known;
    const queue: Queue = { answering: 0, waiting: [] };
    queues.set(socket, queue);
    socket.once("close", () => {
      queue.waiting = [];
    });
    // To read the body of a request resumes the socket.
    socket.on("resume", () => {
      if (queue.waiting.length > 0) socket.pause();
    });
    return queue;
  }

  return (request, response) => {
    const { socket } = request;
    const queue = queueOf(socket);
    response.once("close", () => {
      const next = socket.destroyed ? undefined : queue.waiting.shift();
      if (!next) queue.answering--;
      else {
        if (queue.waiting.length === 0) socket.resume();
        listener(...next);
      }
    });
    if (queue.answering < max) {
      queue.answering++;
      listener(request, response);
    } else {
      queue.waiting.push([request, response]);
      socket.pause();
    }
  };
}

interface Queue {
  answering: number;
  waiting: [IncomingMessage, ServerResponse][];
}
