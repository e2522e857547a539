import type { Readable } from "node:stream";

/** Told of each piece of a body when it comes. */
export interface Watchable extends Readable {
  /** Called with the size of each piece in bytes, before anybody reads it, and with 0 at the end. */
  onPiece?: (bytes: number) => void;
}

// biome-ignore lint/suspicious/noExplicitAny: TypeScript asks for this of the class that a mixin extends.
type Requests = new (...args: any[]) => Readable;

/**
 * Returns a class of Node's requests as one whose bodies can be watched. It overrides a method for
 * all requests: on a single one, V8 would keep what that one holds until its next major collection.
 */
export function watchable<R extends Requests>(Request: R) {
  return class extends Request implements Watchable {
    onPiece?: (bytes: number) => void;

    override push(chunk: Uint8Array | null, encoding?: BufferEncoding): boolean {
      const more = super.push(chunk, encoding);
      this.onPiece?.(chunk?.byteLength ?? 0);
      return more;
    }
  };
}
