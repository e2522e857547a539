import { encode } from "dns-packet";
import type { Message } from "../messages/message.ts";
import { toPacket } from "../messages/to-packet.ts";

/** Returns the bytes of a message, as a link sends them. */
export function writeMessage(message: Message): Uint8Array {
  return encode(toPacket(message));
}
