import type { About } from "./faults.ts";
import type { FlagValue } from "./flag-document.ts";
import { type FlagName, offValue, shippedFlags } from "./shipped-flags.ts";

/**
 * Returns what a request asks of a fault by its `baggage` header, or undefined. A member
 * `fault.<flag>=<variant or number>` asks for a fault, a property of it says where:
 * `fault.rpcLatency=500;service=cartservice`.
 */
export function requestedFault(
  baggage: string | undefined,
  flag: FlagName,
  about: About,
): FlagValue | undefined {
  if (!asksForFaults(baggage)) return undefined;
  for (const member of baggage.split(",")) {
    const [pair = "", ...properties] = member.split(";");
    const [key, value = ""] = splitAt(pair);
    if (key !== `fault.${flag}`) continue;
    if (properties.map(splitAt).every(([name, wanted]) => about[name] === wanted)) {
      return readValue(flag, value);
    }
  }
  return undefined;
}

/** Returns whether a request asks for any fault. */
export function asksForFaults(baggage: string | undefined): baggage is string {
  return baggage?.includes("fault.") ?? false;
}

function readValue(flag: FlagName, text: string): FlagValue | undefined {
  const { variants } = shippedFlags.flags[flag];
  if (Object.hasOwn(variants, text)) return variants[text];
  if (["", "on", "true"].includes(text)) return 1;
  const number = Number(text);
  return typeof offValue(flag) === "string" || Number.isNaN(number) ? undefined : number;
}

/** Baggage is percent-encoded (W3C Baggage section 3.3). */
function splitAt(text: string): [name: string, value: string] {
  const [name = "", ...value] = text.split("=");
  return [name.trim(), decode(value.join("=").trim())];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
