import { isIPv6 } from "node:net";
import type { AddressRecord, PtrRecord, SrvRecord, TxtRecord } from "@hipstershop/dns-sd";
import type { Instance } from "../registry.ts";
import { splitAddress } from "../split-address.ts";
import { hostName, instanceName, SERVICE_TYPE, subtypeName } from "./dns-names.ts";

/** The records that announce one instance. */
export interface InstanceRecords {
  /** Found by whoever looks for all services. */
  readonly type: PtrRecord;
  /** Found by whoever looks for this service. */
  readonly subtype: PtrRecord;
  readonly srv: SrvRecord;
  readonly txt: TxtRecord;
  readonly address: AddressRecord;
}

export interface ToRecordsOptions {
  readonly shop: string;
  /** Further strings for the TXT record. */
  readonly text?: readonly string[];
  /** In seconds; 0 takes the announcement back. */
  readonly ttl?: number;
}

/**
 * How long a record may be believed without hearing it again, in seconds. It is the time
 * that RFC 6762 section 10 has for records that name a host; here the others get it too,
 * because they live exactly as long as the process does.
 */
const TTL = 120;

/**
 * Returns the records that announce an instance of a shop. Every SRV record points at a host
 * name of the instance's own, because the machine's name may belong to another responder.
 * The instance has passed `checkInstance`; its host is an IP address.
 */
export function toRecords(
  instance: Instance,
  { shop, text = [], ttl = TTL }: ToRecordsOptions,
): InstanceRecords {
  const { host, port } = splitAddress(instance.address);
  const name = instanceName(instance.id);
  const target = hostName(instance.id);
  const shared = { type: "PTR", ttl, flush: false, data: name } as const;
  const unique = { ttl, flush: true } as const;
  return {
    type: { ...shared, name: SERVICE_TYPE },
    subtype: { ...shared, name: subtypeName(instance.service) },
    srv: { ...unique, type: "SRV", name, data: { target, port } },
    txt: {
      ...unique,
      type: "TXT",
      name,
      data: [
        `shop=${shop}`,
        `service=${instance.service}`,
        `version=${instance.version}`,
        ...Object.entries(instance.metadata).map(([key, value]) => `${key}=${value}`),
        ...text,
      ],
    },
    address: { ...unique, type: isIPv6(host) ? "AAAA" : "A", name: target, data: host },
  };
}
