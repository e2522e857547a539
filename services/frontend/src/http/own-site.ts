import type { Request } from "express";

/**
 * Returns the hosts by which the visitor may know the shop, as the URLs of a scheme ("http:") name
 * them: the one received, and the one that a trusted proxy says it received. A host without a port
 * is also listed with the port of X-Forwarded-Port, because a proxy may drop the port. A port that
 * is the scheme's own is left out, as it is in an Origin (RFC 6454 section 6.1).
 */
export function ownHosts(request: Request, scheme: string): ReadonlySet<string> {
  const isTrusted: (address?: string, hop?: number) => boolean = request.app.get("trust proxy fn");
  const port = isTrusted(request.socket.remoteAddress, 0) && request.get("x-forwarded-port");
  const hosts = new Set<string>();
  for (const host of [request.host, request.get("host")]) {
    const url = URL.parse(`${scheme}//${host}`);
    if (!host || !url) continue;
    hosts.add(url.host);
    if (!port || url.port) continue;
    url.port = port;
    hosts.add(url.host);
  }
  return hosts;
}

/**
 * Returns whether a URL that the browser sent, an Origin or a Referer, is of the shop. Its scheme
 * is not compared: a proxy that ends TLS need not say so.
 */
export function isOwnSite(request: Request, url: URL): boolean {
  return /^https?:$/.test(url.protocol) && ownHosts(request, url.protocol).has(url.host);
}
