/** The record types that DNS-SD is made of. */
export type DnsRecord = PtrRecord | SrvRecord | TxtRecord | AddressRecord | NsecRecord;

export type PtrRecord = RecordOf<"PTR", string>;
export type SrvRecord = RecordOf<"SRV", { readonly target: string; readonly port: number }>;
/** Its data are strings, `key=value` each. */
export type TxtRecord = RecordOf<"TXT", readonly string[]>;
export type AddressRecord = RecordOf<"A" | "AAAA", string>;
/** Says which types a name has, and so that it has no others (RFC 6762 section 6.1). */
export type NsecRecord = RecordOf<
  "NSEC",
  { readonly nextDomain: string; readonly rrtypes: readonly string[] }
>;

interface RecordOf<Type, Data> {
  readonly type: Type;
  readonly name: string;
  /** How long it may be believed, in seconds; 0 takes it back (RFC 6762 section 10.1). */
  readonly ttl: number;
  /** Whether it replaces what was known under its name and type (RFC 6762 section 10.2). */
  readonly flush: boolean;
  readonly data: Data;
}

/** Whether two records have the same type and data, whatever their names. */
export function isSameData(a: DnsRecord, b: DnsRecord): boolean {
  if (a.type === "SRV" && b.type === "SRV") {
    return a.data.port === b.data.port && isSameName(a.data.target, b.data.target);
  }
  if (a.type === "PTR" && b.type === "PTR") return isSameName(a.data, b.data);
  return a.type === b.type && JSON.stringify(a.data) === JSON.stringify(b.data);
}

/** Whether two names are the same in DNS, where capitals do not count. */
export function isSameName(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

export function isAddress(record: DnsRecord): record is AddressRecord {
  return record.type === "A" || record.type === "AAAA";
}
