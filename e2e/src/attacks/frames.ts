/** What begins a connection of HTTP/2, with settings that change nothing (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from(
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
  "latin1",
);

/** The head of a request, a HEADERS frame that is not the end of its stream. */
export function head(stream: number, path: string, type = "application/grpc"): Buffer {
  const block = Buffer.concat([
    // Indexed: ":method: POST" and ":scheme: http" (RFC 7541 appendix A).
    Buffer.from([0x83, 0x86]),
    literal(4, path),
    literal(1, "attack"),
    literal(31, type),
  ]);
  return frame(1, 4, stream, block);
}

/** The whole request for the home page. */
export function get(stream: number): Buffer {
  // Indexed: ":method: GET", ":scheme: http" and ":path: /" (RFC 7541 appendix A).
  return frame(
    1,
    5,
    stream,
    Buffer.concat([Buffer.from([0x82, 0x86, 0x84]), literal(1, "attack")]),
  );
}

/** One frame (RFC 9113 section 4.1). */
export function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** A header of the static table with another value, not indexed (RFC 7541 section 6.2.2). */
function literal(index: number, value: string): Buffer {
  const name = index < 15 ? [index] : [15, index - 15];
  return Buffer.concat([Buffer.from([...name, value.length]), Buffer.from(value)]);
}
