import type { DnsRecord } from "./dns-record.ts";
import type { Link } from "./link.ts";
import { isLoopback } from "./link-addresses.ts";
import type { Message } from "./message.ts";
import type { Signer } from "./signature.ts";

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
    const near = records.filter(
      (record) =>
        (record.type !== "A" && record.type !== "AAAA") ||
        isLoopback(link.address) ||
        !isLoopback(record.data),
    );
    return signer === undefined ? near : signer.believe(near);
  }
}
