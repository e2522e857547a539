import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "./html.ts";

test("html escapes text, and lets nested templates through", () => {
  const inner = html`<b title="${'"'}">${"<i> & '"}</b>`;
  const { text } = html`<p>${inner}${[1, html`<br>`, 2n]}${undefined}${false}</p>`;
  assert.equal(text, '<p><b title="&quot;">&lt;i&gt; &amp; &#39;</b>1<br>2</p>');
});
