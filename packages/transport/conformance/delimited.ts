import type { Readable, Writable } from "node:stream";
import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";

/** Yields the messages of a stream, each behind its length in four bytes, big-endian. */
export async function* readDelimited<Desc extends DescMessage>(
  schema: Desc,
  stream: Readable,
): AsyncGenerator<MessageShape<Desc>> {
  let buffered: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 4 && buffered.length >= 4 + buffered.readUInt32BE()) {
      const end = 4 + buffered.readUInt32BE();
      yield fromBinary(schema, buffered.subarray(4, end));
      buffered = buffered.subarray(end);
    }
  }
}

/** Writes a message behind its length. */
export function writeDelimited<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  stream: Writable,
): void {
  const bytes = toBinary(schema, message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  stream.write(Buffer.concat([length, bytes]));
}
