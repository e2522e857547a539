/**
 * Returns the keys and values of a TXT record's strings. Of a key that comes twice the first
 * counts, in any case (RFC 6763 section 6.4); a string without "=" or key is passed over.
 */
export function readText(strings: readonly string[]): ReadonlyMap<string, string> {
  const text = new Map<string, string>();
  const seen = new Set<string>();
  for (const string of strings) {
    const at = string.indexOf("=");
    const key = string.slice(0, at);
    if (at < 1 || seen.has(key.toLowerCase())) continue;
    seen.add(key.toLowerCase());
    text.set(key, string.slice(at + 1));
  }
  return text;
}
