import { decode } from "dns-packet";
import { fitsHeader } from "../fits-header.ts";
import type { Message } from "../message.ts";
import { readMessage } from "../read-message.ts";

/** Returns the message in a datagram, as a link that gets it would; undefined if there is none. */
export function readDatagram(datagram: Buffer): Message | undefined {
  if (!fitsHeader(datagram)) return undefined;
  try {
    return readMessage(decode(datagram));
  } catch {
    return undefined;
  }
}
