import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "./html.ts";

test("html escapes texts, in attributes too, and keeps pieces of HTML", () => {
  const text = `<b>"Tom" & 'Jerry'</b>`;
  const escaped = "&#60;b&#62;&#34;Tom&#34; &#38; &#39;Jerry&#39;&#60;/b&#62;";
  assert.equal(html`<i title="${text}">${text}</i>`.markup, `<i title="${escaped}">${escaped}</i>`);
  const pieces = ["a", "<"].map((name) => html`<li>${name}</li>`);
  assert.equal(html`<ul>${pieces}</ul>${7}`.markup, "<ul><li>a</li><li>&#60;</li></ul>7");
});
