import type { Attributes } from "./read-value.ts";

/**
 * Returns the kind of store whose use a span with these attributes is, "sqlite"; undefined where it is
 * none. A store is no service: to use it is work of whoever does.
 */
export function storeOf(attributes: Attributes): string | undefined {
  // Older semantic conventions have "db.system".
  return (attributes.get("db.system.name") ?? attributes.get("db.system"))?.toString();
}
