/** No message may be longer, whatever the link carries (RFC 6762 section 17). */
const MAX_BYTES = 9_000;
const HEADER_BYTES = 12;
const MIN_QUESTION_BYTES = 5;
const MIN_RECORD_BYTES = 11;

/**
 * Returns whether a datagram is long enough for the counts in its header (RFC 1035 section
 * 4.1.1), and not too long. Ask before decoding: the decoder makes room for as many entries as a
 * header promises, which may be 262,140 in twelve bytes.
 */
export function fitsHeader(datagram: Buffer): boolean {
  if (datagram.length < HEADER_BYTES || datagram.length > MAX_BYTES) return false;
  const questions = datagram.readUInt16BE(4);
  const records = datagram.readUInt16BE(6) + datagram.readUInt16BE(8) + datagram.readUInt16BE(10);
  const bytes = HEADER_BYTES + questions * MIN_QUESTION_BYTES + records * MIN_RECORD_BYTES;
  return bytes <= datagram.length;
}
