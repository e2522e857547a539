import type { Flag } from "@hipstershop/faults";
import { type Html, html } from "../page/html.ts";

export interface FlagFormOptions {
  readonly services: readonly string[];
  readonly token: string;
}

/** Returns the form that turns a flag on: with which value, and where. */
export function flagForm(flag: Flag, { services, token }: FlagFormOptions): Html {
  return html`<form method="post" action="/faults" class="filters">
<input type="hidden" name="token" value="${token}"><input type="hidden" name="flag" value="${flag.name}">
${valueField(flag)}${flag.service === undefined && whereFields(flag, services)}
<button class="button quiet" name="act" value="set">${flag.group === "load" ? "Set" : "Turn on"}<span class="visually-hidden"> ${flag.name}</span></button>
</form>`;
}

function valueField({ name, variants, off, unit }: Flag): Html {
  const offered = Object.keys(variants).filter((variant) => variant !== off);
  const offValue = variants[off];
  if (typeof offValue === "boolean") return html`<input type="hidden" name="value" value="true">`;
  if (typeof offValue === "string" && unit !== "text") {
    const options = [off, ...offered].map((each) => html`<option>${each}</option>`);
    return html`<label>Value<select name="value">${options}</select></label>`;
  }
  const id = `values-of-${name}`;
  return html`<label>${UNITS[unit ?? ""] ?? "Value"}<input name="value" list="${id}" value="${offered[0] ?? ""}" size="8" autocomplete="off"></label>
<datalist id="${id}">${offered.map((each) => html`<option value="${each}"></option>`)}</datalist>`;
}

/** What the field of a value is called, by the unit of the flag. */
const UNITS: Readonly<Record<string, string>> = {
  share: "Preset, or 0 to 1",
  ms: "Preset, or milliseconds",
  s: "Preset, or seconds",
  times: "Preset, or how often",
  visitors: "Visitors",
};

function whereFields({ group }: Flag, services: readonly string[]): Html {
  return html`<label>Service<select name="service"><option value="">all</option>${services.map((service) => html`<option>${service}</option>`)}</select></label>
${group === "call" && html`<label>RPC<input name="method" placeholder="all" size="10" autocomplete="off"></label>`}
<label>Instance<input name="instance" placeholder="all" size="14" autocomplete="off"></label>`;
}
