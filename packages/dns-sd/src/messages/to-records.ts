import { isIPv6 } from "node:net";
import type { LocalService, Service } from "../service.ts";
import type { DnsNames } from "./dns-names.ts";
import type { AddressRecord, DnsRecord, PtrRecord, SrvRecord, TxtRecord } from "./dns-record.ts";

/** The records that announce one service. */
export interface ServiceRecords {
  /** What is found by the type, and by each subtype. */
  readonly pointers: readonly PtrRecord[];
  /** The same for all services of the type; it answers a question, and is not announced. */
  readonly enumeration: PtrRecord;
  readonly srv: SrvRecord;
  readonly txt: TxtRecord;
  readonly address: AddressRecord;
}

/**
 * How long a record may be believed without hearing it again, in seconds. It is the time
 * that RFC 6762 section 10 has for records that name a host; here the others get it too,
 * because they live exactly as long as the process does.
 */
const TTL = 120;

/**
 * Returns the records that announce a service, or take it back with a TTL of 0. Each SRV record
 * points at a host name of the service's own, because the machine's name may belong to another
 * responder.
 */
export function toRecords(
  names: DnsNames,
  { name: label, address, port, txt, subtypes }: Service & LocalService,
  { ttl = TTL }: { readonly ttl?: number } = {},
): ServiceRecords {
  const name = names.service(label);
  const target = names.host(label);
  const unique = { ttl, flush: true } as const;
  return {
    pointers: [names.type, ...subtypes.map(names.subtype)].map((owner) => ({
      type: "PTR",
      name: owner,
      ttl,
      flush: false,
      data: name,
    })),
    enumeration: names.enumeration,
    srv: { ...unique, type: "SRV", name, data: { target, port } },
    txt: {
      ...unique,
      type: "TXT",
      name,
      data: Array.from(txt, ([key, value]) => `${key}=${value}`),
    },
    address: { ...unique, type: isIPv6(address) ? "AAAA" : "A", name: target, data: address },
  };
}

/** Returns the records of a service that are announced. */
export function announced({ pointers, srv, txt, address }: ServiceRecords): readonly DnsRecord[] {
  return [...pointers, srv, txt, address];
}
