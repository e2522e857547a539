import { fromBinary, type Registry, toJson } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { type Html, html } from "../page/html.ts";
import { answerText } from "./answer-text.ts";
import { refusal } from "./refusal.ts";

/** Renders the error of a call: its code and what that means, its message, and its details. */
export function failureText(error: ConnectError, files: Registry, registryName: string): Html {
  return html`<p><span class="tag bad">${codeToString(error.code)}</span> <b>${error.rawMessage}</b></p>
<p class="hint">${refusal(error, registryName)}</p>
${error.details.map((detail) => {
  const type = "type" in detail ? detail.type : detail.desc.typeName;
  const text = "type" in detail ? detailText(detail, files) : undefined;
  return html`<p class="hint">With the detail <code>${type}</code>, which a program can read:</p>${text !== undefined && html`<pre tabindex="0"><code>${text}</code></pre>`}`;
})}`;
}

/** A detail as JSON, where the callee's files have its message. */
function detailText(
  { type, value }: { readonly type: string; readonly value: Uint8Array },
  registry: Registry,
): string | undefined {
  const desc = registry.getMessage(type);
  if (!desc) return undefined;
  try {
    return answerText(toJson(desc, fromBinary(desc, value), { registry })).text;
  } catch {
    return undefined;
  }
}
