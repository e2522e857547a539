import type { RegistryEvent } from "@hipstershop/service";
import { type Html, html } from "../page/html.ts";
import { hexDump } from "./hex-dump.ts";
import type { Rule } from "./sentence-of.ts";

/** Returns what was sent or heard: its records or its JSON, and of a packet the bytes. */
export function messageDetails(
  message: NonNullable<RegistryEvent["message"]>,
  rule: Rule | undefined,
): Html {
  const { direction, lines, bytes } = message;
  const dump = hexDump(bytes);
  const isPacket = lines.length > 0 && !lines[0]?.startsWith("{");
  const way = direction === "sent" ? "Sent by the observer" : "Heard by the observer";
  return html`<div class="message"><p>${way}, ${bytes.length} bytes${rule && `. The rule: ${rule.title}, RFC ${rule.rfc} section ${rule.section}`}</p>
<pre tabindex="0" aria-label="${isPacket ? "Questions and records" : "JSON"}">${lines.join("\n")}</pre>${
    isPacket && html`<pre class="bytes" tabindex="0" aria-label="Bytes">${dump}</pre>`
  }</div>`;
}
