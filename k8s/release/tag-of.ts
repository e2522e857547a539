/** Returns the tag of an image's reference, with or without a digest behind it. Throws a RangeError where there is none. */
export function tagOf(reference: string): string {
  const [, tag] = /:([^:/@]+)(?:@sha256:[0-9a-f]{64})?$/.exec(reference) ?? [];
  if (tag === undefined) throw new RangeError(`The image "${reference}" has no tag`);
  return tag;
}
