import { type Html, html } from "../page/html.ts";
import type { CallTarget, CallView } from "./call-view.ts";
import { requestForm } from "./request-form.ts";
import { rpcPath } from "./rpc-path.ts";

/** Renders the form of a call: its request, field by field or as JSON, and who is asked. */
export function callForm(
  { service, method, instances }: CallTarget,
  { mode, typed, text, problem, instance }: CallView,
  token: string,
): Html {
  const isForm = mode === "form";
  const isEmpty = method.input.fields.length === 0;
  return html`<form method="post" action="${rpcPath(service, method)}">
<input type="hidden" name="token" value="${token}"><input type="hidden" name="mode" value="${mode}">
<button hidden name="do" value="call">Call</button>
<div class="call-head"><h2>Request</h2>${!isEmpty && html`<button class="button quiet small" name="do" value="${isForm ? "json" : "form"}">${isForm ? "Write it as JSON" : "Back to the form"}</button>`}</div>
<p class="hint">A <code>${method.input.typeName}</code>${isEmpty && ". It has no fields: there is nothing to say"}. ${problem && html`<b class="bad" role="alert">${problem}</b>`}</p>
${
  isForm
    ? requestForm(method.input, typed)
    : html`<div class="field${problem && " wrong"}"><label for="f-json">${method.input.name} <span class="type">as JSON</span></label><textarea id="f-json" name="text" rows="14" spellcheck="false" autocomplete="off"${problem && html` aria-invalid="true"`}>${text}</textarea></div>`
}
<div class="call-foot"><label>Ask<select name="instance"><option value="">any copy: the one that a caller would pick</option>${instances.map(
    ({ id, address }) =>
      html`<option value="${id}"${id === instance && html` selected`}>${id} at ${address}</option>`,
  )}</select></label>
<button class="button" name="do" value="call">Call ${method.name}</button></div>
</form>`;
}
