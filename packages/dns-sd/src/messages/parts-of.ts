import {
  type AddressRecord,
  type DnsRecord,
  isAddress,
  isSameName,
  type SrvRecord,
  type TxtRecord,
} from "./dns-record.ts";

/** Returns the records that belong to an SRV record, among others; undefined where one is missing. */
export function partsOf(
  srv: SrvRecord,
  records: readonly DnsRecord[],
): { readonly txt: TxtRecord; readonly address: AddressRecord } | undefined {
  const txt = records
    .filter((each) => each.type === "TXT")
    .find(({ name }) => isSameName(name, srv.name));
  const address = records.filter(isAddress).find(({ name }) => isSameName(name, srv.data.target));
  return txt && address && { txt, address };
}
