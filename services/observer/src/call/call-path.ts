/** Returns the path of the page about what a service offers. */
export function callPath(service: string): string {
  return `/call/${encodeURIComponent(service)}`;
}
