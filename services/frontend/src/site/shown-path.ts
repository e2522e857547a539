/**
 * Returns a path with its query as it may be kept and shown. Typed values are left out, because one
 * may be a card number, and so is any number as long as one.
 */
export function shownPath(path: string): string {
  const [plain = "", query] = path.split("?", 2);
  const names = query?.replace(/=[^&]*/g, "=…");
  return `${masked(plain)}${names ? `?${masked(names)}` : ""}`;
}

/** A card number has 12 digits at least (ISO/IEC 7812-1), with separators that may be encoded. */
function masked(text: string): string {
  return text.replace(/\d(?:(?:[^\w%/&=]|%[0-9a-f]{2})*\d){11,}/gi, "…");
}
