import { printable } from "./printable.ts";
import type { Instance } from "./registry.ts";
import { splitAddress } from "./split-address.ts";

/** A service's name and an instance's id are DNS labels: RFC 1035 section 2.3.1. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** The `_` of a subtype (RFC 6763 section 7.1) takes one of a label's 63 bytes. */
const MAX_SERVICE_LENGTH = 62;
/** A TXT key: printable ASCII without "=" (RFC 6763 section 6.4). */
const KEY = /^[\x20-\x3c\x3e-\x7e]+$/;
/** The keys of a TXT record that announcements use themselves: they are not metadata. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set([
  "shop",
  "service",
  "version",
  "time",
  "signature",
]);

const SERVICE_NAME = `small letters, digits and dashes, at most ${MAX_SERVICE_LENGTH}`;
const PRINTABLE = "without control characters";

/**
 * Throws a RangeError that says what is wrong with an instance, if it is not one that every
 * registry can announce: the rules of DNS-SD, which are the narrowest.
 */
export function checkInstance({ id, service, address, version, metadata }: Instance): void {
  must(LABEL.test(id), "id", id, "letters, digits and dashes, at most 63");
  must(isServiceName(service), "service name", service, SERVICE_NAME);
  splitAddress(address);
  must(Buffer.byteLength(version) <= 64, "version", version, "at most 64 bytes");
  must(version === printable(version), "version", version, PRINTABLE);
  const entries = Object.entries(metadata);
  const lowerKeys = entries.map(([key]) => key.toLowerCase());
  for (const [key, value] of entries) {
    const bytes = Buffer.byteLength(`${key}=${value}`);
    must(KEY.test(key), "metadata key", key, 'printable ASCII without "="');
    must(value === printable(value), `metadata "${key}"`, value, PRINTABLE);
    // One TXT string holds an entry (RFC 6763 section 6.1).
    must(bytes <= 255, `metadata "${key}"`, `${bytes} bytes`, "at most 255 bytes");
  }
  for (const [index, key] of lowerKeys.entries()) {
    must(!RESERVED_KEYS.has(key), "metadata key", key, "none of those that announcements use");
    must(lowerKeys.indexOf(key) === index, "metadata key", key, "unique, whatever its case");
  }
  // An announcement is one datagram (section 6.2), and its reader takes 32 strings at most.
  const bytes = Buffer.byteLength(entries.map(([key, value]) => `${key}=${value}\n`).join(""));
  must(bytes <= 400, "metadata", `${bytes} bytes`, "at most 400 bytes");
  must(entries.length <= 24, "metadata", `${entries.length} entries`, "at most 24 entries");
}

/** Whether a service may have this name. */
export function isServiceName(name: string): boolean {
  return LABEL.test(name) && name.length <= MAX_SERVICE_LENGTH && name === name.toLowerCase();
}

function must(isGood: boolean, what: string, value: string, rule: string): void {
  if (isGood) return;
  throw new RangeError(`An instance's ${what} must be ${rule}, not "${printable(value)}"`);
}
