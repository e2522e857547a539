/**
 * Returns the host of a `host` or `host:port` in the one spelling that the URL standard gives
 * it: "shop.test", "127.0.0.1", "[::1]". A dot at its end is left out. Undefined where it is
 * no host.
 */
export function hostName(authority: string): string | undefined {
  // Of these a URL would make a path, a user or something else that is no host.
  if (/[\s/\\?#@]/.test(authority)) return undefined;
  const url = URL.parse(`http://${authority}`);
  return url?.hostname.replace(/\.$/, "") || undefined;
}
