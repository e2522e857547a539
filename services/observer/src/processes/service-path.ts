/** Returns the path of the page about a service. */
export function servicePath(name: string): string {
  return `/services/${encodeURIComponent(name)}`;
}
