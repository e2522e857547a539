import { BlockList } from "node:net";
import { type DnsRecord, isLoopback, type Link, type Message } from "@hipstershop/dns-sd";
import type { Signer } from "./signature.ts";

/** What leads to this machine itself on any machine; IPv4 also as it is mapped to IPv6. */
const HERE = new BlockList();
HERE.addSubnet("127.0.0.0", 8);
HERE.addSubnet("0.0.0.0", 8);
HERE.addAddress("::1", "ipv6");
HERE.addAddress("::", "ipv6");

/**
 * Returns a message without what is not to be believed: addresses of this machine alone that
 * come from another one, and, where announcements are signed, whatever bears no good mark.
 */
export function believe(
  message: Message,
  link: Pick<Link, "address">,
  signer: Signer | undefined,
): Message {
  // What a query holds in its answer section is what the asker knows: it claims nothing.
  if (message.type === "query") return { ...message, authorities: keep(message.authorities) };
  const answers = keep([...message.answers, ...message.additionals]);
  return { ...message, answers, additionals: [] };

  function keep(records: readonly DnsRecord[]): readonly DnsRecord[] {
    const near = isLoopback(link.address) ? records : records.filter(leadsAway);
    return signer === undefined ? near : signer.believe(near);
  }
}

function leadsAway(record: DnsRecord): boolean {
  if (record.type === "A") return !HERE.check(record.data);
  return record.type !== "AAAA" || !HERE.check(record.data, "ipv6");
}
