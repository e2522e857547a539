import type { Readable } from "node:stream";
import { Code, ConnectError } from "@connectrpc/connect";

/**
 * Reads the whole body of a message. Throws ResourceExhausted when it is longer than
 * maxBytes, as soon as that is certain, and the stream's own error when it breaks off.
 */
export function readBody(
  stream: Readable,
  declaredLength: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  let chunks: Uint8Array[] = [];
  let length = 0;
  let whole = false;

  function refuse() {
    chunks = [];
    reject(tooLong(maxBytes));
  }

  if (Number(declaredLength) > maxBytes) refuse();
  // Read a body that is too long to its end too: a client that still sends does not read the answer.
  stream.on("data", (chunk: Uint8Array) => {
    length += chunk.byteLength;
    if (length <= maxBytes) chunks.push(chunk);
    else refuse();
  });
  stream.on("end", () => {
    whole = true;
    resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks));
  });
  stream.on("error", reject);
  stream.on("close", () => {
    if (!whole) reject(new Error("the message broke off"));
  });
  return promise;
}

export function tooLong(maxBytes: number): ConnectError {
  return new ConnectError(
    `the message is longer than the ${maxBytes} bytes that are allowed`,
    Code.ResourceExhausted,
  );
}
