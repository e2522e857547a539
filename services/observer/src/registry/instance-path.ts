/** Returns the path of the page about an instance. */
export function instancePath(id: string): string {
  return `/registry/instances/${encodeURIComponent(id)}`;
}
