/** Headers in any form that a caller may give them. */
export type HeadersGiven = ConstructorParameters<typeof Headers>[0];

/**
 * Returns headers as an object of its own, without a `Headers` where it can: that takes some
 * microseconds. Names of an object stay as they are written.
 */
export function plainHeaders(given: HeadersGiven): Record<string, string> {
  if (given === undefined) return {};
  const isObject = !(given instanceof Headers) && !(Symbol.iterator in given);
  return isObject
    ? { ...(given as Record<string, string>) }
    : Object.fromEntries(new Headers(given));
}
