import type { FlagFile } from "@hipstershop/faults";
import { type Html, html } from "../page/html.ts";
import { loadFields } from "./load-fields.ts";

/** Returns the form that steers the load: what flags say now, and nothing where they say nothing. */
export function loadForm(flags: Pick<FlagFile, "valueFor">, token: string): Html {
  return html`<form method="post" action="/load" class="filters">
<input type="hidden" name="token" value="${token}">
${loadFields.map(
  (field) =>
    html`<label${field.max === undefined && html` class="wide"`}>${field.label}<input name="${field.name}" value="${flags.valueFor(field.flag)}" placeholder="${field.usual}" autocomplete="off"${
      field.max !== undefined && html` type="number" min="${field.min}" max="${field.max}"`
    }></label>`,
)}
<button class="button" name="act" value="play">Play this</button>
<button class="button quiet" name="act" value="stop">Stop</button>
</form>`;
}
