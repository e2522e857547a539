import { BlockList } from "node:net";
import type { DnsNames } from "../messages/dns-names.ts";
import { type DnsRecord, isAddress, isSameName } from "../messages/dns-record.ts";
import type { Message } from "../messages/message.ts";
import { partsOf } from "../messages/parts-of.ts";
import { toService } from "../messages/to-service.ts";
import type { Signer } from "../signer.ts";
import type { Link } from "./link.ts";
import { isLoopback } from "./link-addresses.ts";

/** The addresses that lead each machine to itself; those of IPv4 also as mapped to IPv6. */
const HERE = new BlockList();
HERE.addSubnet("127.0.0.0", 8);
HERE.addSubnet("0.0.0.0", 8);
HERE.addAddress("::1", "ipv6");
HERE.addAddress("::", "ipv6");

/**
 * Returns a message without the records that are not accepted: from another machine, addresses that
 * lead each machine to itself; with a signer, all that is not signed. The additional records of a
 * response are put with its answers, because here they count alike.
 */
export function accept(
  message: Message,
  link: Pick<Link, "address">,
  names: DnsNames,
  signer?: Signer,
): Message {
  // The answer section of a query lists what the asker knows. It claims nothing.
  if (message.type === "query") return { ...message, authorities: keep(message.authorities) };
  const answers = keep([...message.answers, ...message.additionals]);
  return { ...message, answers, additionals: [] };

  function keep(records: readonly DnsRecord[]): readonly DnsRecord[] {
    const near = isLoopback(link.address) ? records : records.filter(leadsAway);
    return signer === undefined ? near : signed(near, names, signer);
  }
}

function leadsAway(record: DnsRecord): boolean {
  return !isAddress(record) || !HERE.check(record.data, record.type === "A" ? "ipv4" : "ipv6");
}

/** Returns the records of the services that are signed. */
function signed(records: readonly DnsRecord[], names: DnsNames, signer: Signer) {
  const accepted = new Set<DnsRecord>();
  for (const srv of records) {
    if (srv.type !== "SRV") continue;
    // Signed is only whether the TTL is 0. A record that differs in that does not belong to this one.
    const parts = records.filter(({ ttl }) => (ttl === 0) === (srv.ttl === 0));
    const found = partsOf(srv, parts);
    if (found === undefined) continue;
    const { txt, address } = found;
    const service = toService(names, srv, txt, address);
    if (!service || !signer.verify(service, srv.ttl === 0 ? "goodbye" : "announcement")) continue;
    const pointers = parts.filter((each) => each.type === "PTR" && isSameName(each.data, srv.name));
    for (const each of [srv, txt, address, ...pointers]) accepted.add(each);
  }
  return records.filter((record) => accepted.has(record));
}
