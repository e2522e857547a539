import {
  type Compression,
  type EnvelopedMessage,
  pipe,
  transformDecompressEnvelope,
  transformJoinEnvelopes,
  transformSplitEnvelope,
} from "@connectrpc/connect/protocol";

export interface EnvelopeOptions {
  /** The longest message, in bytes. */
  readonly readMaxBytes: number;
  /** How messages are unpacked that are marked as compressed. */
  readonly compression: Compression | null;
  /** Throws for a message that is not to be passed on. */
  readonly check: (message: EnvelopedMessage) => void;
}

/** Passes on the messages of a stream, unpacked, each when the check has seen it. */
export function checkEnvelopes(
  body: AsyncIterable<Uint8Array>,
  { readMaxBytes, compression, check }: EnvelopeOptions,
): AsyncIterable<Uint8Array> {
  return pipe(
    body,
    transformSplitEnvelope(readMaxBytes),
    transformDecompressEnvelope(compression, readMaxBytes),
    async function* (messages: AsyncIterable<EnvelopedMessage>) {
      for await (const message of messages) {
        check(message);
        yield message;
      }
    },
    transformJoinEnvelopes(),
  );
}
