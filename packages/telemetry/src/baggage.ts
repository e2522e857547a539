import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
} from "@opentelemetry/api";

/** Returns the baggage that a header carries (W3C's Baggage). Members that are malformed are left out. */
export function readBaggage(header: string): Baggage {
  const entries: Record<string, BaggageEntry> = {};
  for (const member of header.split(",")) {
    const [pair = "", ...properties] = member.split(";");
    const [key = "", ...value] = pair.split("=");
    const name = decode(key.trim());
    if (!name || value.length === 0) continue;
    entries[name] = {
      value: decode(value.join("=").trim()),
      ...(properties.length > 0 && {
        metadata: baggageEntryMetadataFromString(properties.join(";").trim()),
      }),
    };
  }
  return propagation.createBaggage(entries);
}

/** Returns the header that carries a baggage; undefined for an empty one. */
export function writeBaggage(baggage: Baggage | undefined): string | undefined {
  const members = baggage?.getAllEntries().map(([key, { value, metadata }]) => {
    const properties = metadata ? `;${metadata.toString()}` : "";
    return `${encodeURIComponent(key)}=${encodeURIComponent(value)}${properties}`;
  });
  return members?.join(",") || undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
