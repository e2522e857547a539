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
  const way = direction === "sent" ? "Sent by the observer" : "Heard by the observer";
  return html`<div class="message"><p>${way}${bytes && `, ${bytes.length} bytes`}${rule && `. The rule: ${rule.title}, RFC ${rule.rfc} section ${rule.section}`}</p>
<pre tabindex="0" aria-label="${bytes ? "Questions and records" : "JSON"}">${lines.join("\n")}</pre>${
    bytes && html`<pre class="bytes" tabindex="0" aria-label="Bytes">${hexDump(bytes)}</pre>`
  }</div>`;
}
