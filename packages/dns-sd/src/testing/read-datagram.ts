import { decode } from "dns-packet";
import { fitsHeader } from "../messages/fits-header.ts";
import type { Message } from "../messages/message.ts";
import { type DecodedPacket, readMessage } from "../messages/read-message.ts";

/** Returns the message in a datagram, as a link that gets it would; undefined if there is none. */
export function readDatagram(datagram: Buffer): Message | undefined {
  if (!fitsHeader(datagram)) return undefined;
  try {
    return readMessage(decode(datagram) as DecodedPacket);
  } catch {
    return undefined;
  }
}
