import type { Service } from "../service.ts";
import type { DnsNames } from "./dns-names.ts";
import type { AddressRecord, SrvRecord, TxtRecord } from "./dns-record.ts";
import { readText } from "./read-text.ts";

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
  return { name, address: address.data, port, txt: readText(txt.data) };
}
