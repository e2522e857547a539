/** Returns the address of a host and a port, "host:port"; an IPv6 host stands in brackets. */
export function joinAddress(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
