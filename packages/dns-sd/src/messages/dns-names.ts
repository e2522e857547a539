import type { PtrRecord } from "./dns-record.ts";

/** The DNS names of the services of one type. */
export interface DnsNames {
  /** The name by which all are found: "_ipp._tcp.local". */
  readonly type: string;
  /** Tells of this type when somebody asks for all types (RFC 6763 section 9). */
  readonly enumeration: PtrRecord;
  /** The name by which those of a subtype are found (RFC 6763 section 7.1). */
  subtype(subtype: string): string;
  /** The inverse of `subtype`, in small letters: undefined for any other DNS name. */
  subtypeOf(dnsName: string): string | undefined;
  /** The name of a service (RFC 6763 section 4.1). */
  service(name: string): string;
  /** The inverse of `service`: undefined for any other DNS name. */
  nameOf(dnsName: string): string | undefined;
  /** The host name that belongs to one service alone: never the machine's own name. */
  host(name: string): string;
}

/** Returns the names for a type such as "_ipp._tcp", of at most 15 letters (RFC 6335). */
export function createDnsNames(serviceType: string): DnsNames {
  const type = `${serviceType}.local`;
  const suffix = `.${type.toLowerCase()}`;
  return {
    type,
    enumeration: {
      type: "PTR",
      name: "_services._dns-sd._udp.local",
      ttl: 4_500,
      flush: false,
      data: type,
    },
    subtype: (subtype) => `_${subtype}._sub.${type}`,
    service: (name) => `${name}.${type}`,
    subtypeOf(dnsName) {
      const name = dnsName.toLowerCase();
      return name.startsWith("_") && name.endsWith(`._sub${suffix}`)
        ? name.slice(1, -`._sub${suffix}`.length)
        : undefined;
    },
    nameOf(dnsName) {
      const end = dnsName.length - suffix.length;
      if (end < 1 || dnsName.slice(end).toLowerCase() !== suffix) return undefined;
      return dnsName.slice(0, end);
    },
    host: (name) => `${name}.local`,
  };
}
