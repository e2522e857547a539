/** The DNS-SD type of every service of the shop: a label has 15 letters at most (RFC 6335). */
export const SERVICE_TYPE = "_hipstershop._tcp.local";

/** What enumerates the types on a network (RFC 6763 section 9). */
export const TYPE_ENUMERATION = "_services._dns-sd._udp.local";

/** Returns the subtype that finds one service only (RFC 6763 section 7.1). */
export function subtypeName(service: string): string {
  return `_${service}._sub.${SERVICE_TYPE}`;
}

/** Returns the DNS name of an instance (RFC 6763 section 4.1). */
export function instanceName(id: string): string {
  return `${id}.${SERVICE_TYPE}`;
}

/** Returns the id in the DNS name of an instance; undefined for any other name. */
export function idOf(name: string): string | undefined {
  const at = name.length - SERVICE_TYPE.length - 1;
  if (at < 1 || name.slice(at).toLowerCase() !== `.${SERVICE_TYPE}`) return undefined;
  return name.slice(0, at);
}

/** Returns the host name that belongs to one instance alone: never the machine's own name. */
export function hostName(id: string): string {
  return `${id}.local`;
}
