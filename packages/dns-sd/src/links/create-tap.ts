import { encode } from "dns-packet";
import type { DnsNames } from "../messages/dns-names.ts";
import { formatMessage } from "../messages/format-message.ts";
import type { Message } from "../messages/message.ts";
import { sayingOf } from "../messages/saying-of.ts";
import { toPacket } from "../messages/to-packet.ts";
import type { PacketTap } from "../packet-event.ts";

/** Told of the packets of a link. */
export interface LinkTap {
  sent(message: Message): void;
  heard(message: Message, bytes: Buffer): void;
}

/** The most packets that are expected to come back. One that was lost never does. */
const MAX_ECHOES = 100;

/**
 * Returns a tap that tells of each packet about services of the type, once: what is multicast comes
 * back from the group, and is not told as if somebody else had said it.
 */
export function createTap(names: DnsNames, tap: PacketTap): LinkTap {
  const echoes: Buffer[] = [];

  function publish(direction: "sent" | "heard", message: Message, bytes: Buffer): void {
    const saying = sayingOf(message, names);
    if (saying) tap.publish({ ...saying, direction, lines: formatMessage(message), bytes });
  }

  return {
    sent(message) {
      if (!tap.hasSubscribers) return;
      const bytes = encode(toPacket(message));
      if (echoes.push(bytes) > MAX_ECHOES) echoes.shift();
      publish("sent", message, bytes);
    },
    heard(message, bytes) {
      if (!tap.hasSubscribers) return;
      const echo = echoes.findIndex((sent) => sent.equals(bytes));
      if (echo >= 0) echoes.splice(echo, 1);
      else publish("heard", message, bytes);
    },
  };
}
