/** How long an answer may be used, counted from when it was made. */
export interface CacheControl {
  /** Until this age the answer is fresh. */
  readonly maxAgeMs: number;
  /** For this long after, it may be used while a new one is fetched (RFC 5861 section 3). */
  readonly staleWhileRevalidateMs: number;
  /** For this long after, it may be used when the service is down (RFC 5861 section 4). */
  readonly staleIfErrorMs: number;
}

/**
 * Reads from the headers of an answer how long a cache that many users share may keep it
 * (RFC 9111 sections 3 and 4). Undefined if it must not be kept: without `max-age`, with
 * `no-store`, `no-cache` or `private`, or with `vary`, because request headers are not part of our
 * key.
 */
export function cacheControl(header: Headers): CacheControl | undefined {
  const text = header.get("cache-control");
  if (text === null || header.has("vary")) return undefined;
  const directives = parse(text);
  const forbidden = ["no-store", "no-cache", "private"].some((name) => directives.has(name));
  const maxAgeMs = seconds(directives, "max-age");
  if (forbidden || maxAgeMs === undefined) return undefined;
  const stale = !directives.has("must-revalidate");
  return {
    maxAgeMs,
    staleWhileRevalidateMs: (stale && seconds(directives, "stale-while-revalidate")) || 0,
    staleIfErrorMs: (stale && seconds(directives, "stale-if-error")) || 0,
  };
}

/** Directive names are case-insensitive; an argument may be quoted (RFC 9111 section 5.2). */
function parse(text: string): Map<string, string> {
  const directives = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/([^\s,=]+)(?:="?([^",]*)"?)?/g)) {
    directives.set(name.toLowerCase(), value);
  }
  return directives;
}

/** An argument that is not a whole number makes the answer stale. */
function seconds(directives: Map<string, string>, name: string): number | undefined {
  const value = directives.get(name);
  if (value === undefined) return undefined;
  return /^\d{1,10}$/.test(value) ? Number(value) * 1_000 : 0;
}
