/**
 * Returns the host of a `host` or `host:port` in the spelling of the URL standard: "shop.test",
 * "127.0.0.1", "[::1]". A dot at the end is left out. Undefined when there is no valid host.
 */
export function hostName(authority: string): string | undefined {
  // In a URL these characters begin a path, a user or another part.
  if (/[\s/\\?#@]/.test(authority)) return undefined;
  const url = URL.parse(`http://${authority}`);
  return url?.hostname.replace(/\.$/, "") || undefined;
}
