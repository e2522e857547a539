import type { Service } from "../service.ts";
import type { DnsNames } from "./dns-names.ts";
import type { AddressRecord, SrvRecord, TxtRecord } from "./dns-record.ts";

/**
 * Returns the service that records announce; undefined where its name is not of the type or has
 * control characters (RFC 6763 section 4.1.1), or its port is 0. The inverse of `toRecords`.
 */
export function toService(
  names: DnsNames,
  srv: SrvRecord,
  txt: TxtRecord,
  address: AddressRecord,
): Service | undefined {
  const name = names.nameOf(srv.name);
  const { port } = srv.data;
  if (name === undefined || /\p{Cc}/u.test(name) || port === 0) return undefined;
  return { name, address: address.data, port, txt: readText(txt) };
}

/**
 * Returns keys and values. When a key comes twice, in capitals or not, the first counts (RFC
 * 6763 section 6.4). A string without "=" or without a key is left out.
 */
function readText({ data }: TxtRecord): ReadonlyMap<string, string> {
  const text = new Map<string, string>();
  const seen = new Set<string>();
  for (const string of data) {
    const at = string.indexOf("=");
    const key = string.slice(0, at);
    if (at < 1 || seen.has(key.toLowerCase())) continue;
    seen.add(key.toLowerCase());
    text.set(key, string.slice(at + 1));
  }
  return text;
}
