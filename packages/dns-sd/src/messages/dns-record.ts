/** The record types that DNS-SD is made of. */
export type DnsRecord = PtrRecord | SrvRecord | TxtRecord | AddressRecord | NsecRecord;

interface Common {
  readonly name: string;
  /** How long it may be believed, in seconds; 0 takes it back (RFC 6762 section 10.1). */
  readonly ttl: number;
  /** Whether it replaces what was known under its name and type (RFC 6762 section 10.2). */
  readonly flush: boolean;
}

export interface PtrRecord extends Common {
  readonly type: "PTR";
  readonly data: string;
}

export interface SrvRecord extends Common {
  readonly type: "SRV";
  readonly data: { readonly target: string; readonly port: number };
}

export interface TxtRecord extends Common {
  readonly type: "TXT";
  /** The strings, `key=value` each. */
  readonly data: readonly string[];
}

export interface AddressRecord extends Common {
  readonly type: "A" | "AAAA";
  readonly data: string;
}

/** Says which types a name has, and so that it has no others (RFC 6762 section 6.1). */
export interface NsecRecord extends Common {
  readonly type: "NSEC";
  readonly data: { readonly nextDomain: string; readonly rrtypes: readonly string[] };
}

/** Whether two records say the same, whatever their owners. */
export function isSameData(a: DnsRecord, b: DnsRecord): boolean {
  if (a.type === "SRV" && b.type === "SRV") {
    return a.data.port === b.data.port && isSameName(a.data.target, b.data.target);
  }
  if (a.type === "PTR" && b.type === "PTR") return isSameName(a.data, b.data);
  return a.type === b.type && JSON.stringify(a.data) === JSON.stringify(b.data);
}

/** Whether two names are one, which they are in small letters and capitals. */
export function isSameName(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

export function isAddress(record: DnsRecord): record is AddressRecord {
  return record.type === "A" || record.type === "AAAA";
}
