import { printable } from "./printable.ts";
import type { Instance } from "./registry.ts";
import { splitAddress } from "./split-address.ts";

/** A service's name and an instance's id are DNS labels: RFC 1035 section 2.3.1. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** The `_` of a subtype (RFC 6763 section 7.1) takes one of a label's 63 bytes. */
const MAX_SERVICE_LENGTH = 62;
/** A TXT key: printable ASCII without "=" (RFC 6763 section 6.4). */
const KEY = /^[\x20-\x3c\x3e-\x7e]+$/;
/** One TXT string, "key=value", holds 255 bytes (RFC 6763 section 6.1). */
const MAX_ENTRY_BYTES = 255;
/** Leaves an announcement room in one datagram (RFC 6763 section 6.2). */
const MAX_METADATA_BYTES = 400;
/** With the keys below, fewer strings than a reader of announcements takes: 32. */
const MAX_METADATA_ENTRIES = 24;
/** The keys that announcements use themselves. */
const RESERVED = new Set(["shop", "service", "version", "time", "signature"]);

const PRINTABLE = "without control characters";

/**
 * Throws a RangeError that says what is wrong with an instance, if it is not one that every
 * registry can announce: the rules of DNS-SD, which are the narrowest.
 */
export function checkInstance({ id, service, address, version, metadata }: Instance): void {
  if (!LABEL.test(id)) throw refuse("id", id, "letters, digits and dashes, at most 63");
  if (!isServiceName(service)) {
    throw refuse("service name", service, "small letters, digits and dashes, at most 62");
  }
  splitAddress(address);
  if (Buffer.byteLength(version) > 64) throw refuse("version", version, "at most 64 bytes");
  if (version !== printable(version)) throw refuse("version", version, PRINTABLE);
  const seen = new Set<string>();
  let bytes = 0;
  for (const [key, value] of Object.entries(metadata)) {
    const lowerKey = key.toLowerCase();
    if (!KEY.test(key)) throw refuse("metadata key", key, 'printable ASCII without "="');
    if (RESERVED.has(lowerKey))
      throw refuse("metadata key", key, "none of those that announcements use");
    if (seen.has(lowerKey)) throw refuse("metadata key", key, "unique, whatever its case");
    seen.add(lowerKey);
    if (value !== printable(value)) throw refuse(`metadata "${key}"`, value, PRINTABLE);
    const entryBytes = Buffer.byteLength(`${key}=${value}`);
    if (entryBytes > MAX_ENTRY_BYTES) {
      throw refuse(`metadata "${key}"`, String(entryBytes), `at most ${MAX_ENTRY_BYTES} bytes`);
    }
    bytes += entryBytes + 1;
  }
  if (bytes > MAX_METADATA_BYTES) {
    throw refuse("metadata size", String(bytes), `at most ${MAX_METADATA_BYTES} bytes`);
  }
  if (seen.size > MAX_METADATA_ENTRIES) {
    throw refuse("metadata", `${seen.size} entries`, `at most ${MAX_METADATA_ENTRIES} entries`);
  }
}

/** Whether a service may have this name. */
export function isServiceName(name: string): boolean {
  return LABEL.test(name) && name.length <= MAX_SERVICE_LENGTH && name === name.toLowerCase();
}

function refuse(what: string, value: string, rule: string): RangeError {
  return new RangeError(`An instance's ${what} must be ${rule}, not "${printable(value)}"`);
}
