export { afterReading } from "./after-reading.ts";
export { askedAfter } from "./asked-after.ts";
export { compareRecords } from "./compare-records.ts";
export {
  type AddressRecord,
  type DnsRecord,
  isSameData,
  type NsecRecord,
  type PtrRecord,
  type SrvRecord,
  type TxtRecord,
} from "./dns-record.ts";
export { type Held, hold, nextRefreshMs } from "./held.ts";
export { createHostCache, type HostCache } from "./host-cache.ts";
export { createLink, type Link, type LinkOptions, type Peer } from "./link.ts";
export { isAnyAddress, isLoopback, type LinkAddress, linkAddresses } from "./link-addresses.ts";
export { mayHold } from "./may-hold.ts";
export { type Message, type Question, query, response } from "./message.ts";
export { readMessage } from "./read-message.ts";
export { readText } from "./read-text.ts";
export { createSearch, type Search, type SearchOptions } from "./search.ts";
export { createSuspicions, type Suspicions, type SuspicionsOptions } from "./suspicions.ts";
export { LOOPBACK, type Range, SHARED, type Timing, within } from "./timing.ts";
export { messageLength, type OutgoingPacket, toPacket } from "./to-packet.ts";
