import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** What the requests of a port are, all together. */
export interface Totals {
  requests: number;
  /** Of how many some is still to come. */
  unread: number;
  heldBytes: number;
}

/** A request, and where its answer goes. */
export interface Exchange {
  /** Node's request and response. Absent when the strict reader took the request. */
  readonly request?: IncomingMessage | Http2ServerRequest;
  readonly response?: ServerResponse | Http2ServerResponse;
  /** Knows how many bytes of the answer wait to be taken. */
  readonly outgoing: { readonly writableLength: number };
}

/**
 * A request that is not answered yet. It is counted in the totals of its port from when it is made until
 * it ends. It is a class, because a port makes one for each call.
 */
export class OpenRequest {
  readonly exchange: Exchange;
  readonly sinceMs = performance.now();
  /** When a part of its body last came, or the client last took a part of its answer. */
  movedMs = this.sinceMs;
  /** Whether some of it is still to come. */
  unread = false;
  /** How many bytes of its answer the client had not taken at the last look. */
  untakenBytes = 0;
  /** How many bytes waited behind a request that the strict reader took, at the last look. */
  #aheadBytes = 0;
  /** How much of its body has come, in bytes, with the cost of each piece, and what waits behind it. */
  #bodyBytes = 0;
  readonly #totals: Totals;

  constructor(exchange: Exchange, totals: Totals) {
    this.exchange = exchange;
    this.#totals = totals;
    totals.requests++;
  }

  get heldBytes(): number {
    return this.#bodyBytes + this.untakenBytes;
  }

  /** Notes that its body is still to come. */
  expectBody(): void {
    this.unread = true;
    this.#totals.unread++;
  }

  /** Notes that all of it has come. */
  read(): void {
    if (!this.unread) return;
    this.unread = false;
    this.#totals.unread--;
  }

  /** Counts bytes of its body. */
  hold(bytes: number): void {
    this.#bodyBytes += bytes;
    this.#totals.heldBytes += bytes;
  }

  /** Counts the bytes that wait behind it, and those of its answer, which cost `untakenBytes` besides. */
  look(aheadBytes: number, untakenBytes: number): void {
    this.hold(aheadBytes - this.#aheadBytes);
    this.#aheadBytes = aheadBytes;
    const { writableLength } = this.exchange.outgoing;
    const untaken = writableLength && writableLength + untakenBytes;
    if (untaken === this.untakenBytes) return;
    this.#totals.heldBytes += untaken - this.untakenBytes;
    this.untakenBytes = untaken;
    this.movedMs = performance.now();
  }

  /** Counts it no more. */
  end(): void {
    this.read();
    this.#totals.requests--;
    this.#totals.heldBytes -= this.heldBytes;
  }
}
