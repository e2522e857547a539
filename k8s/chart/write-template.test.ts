import assert from "node:assert/strict";
import { test } from "node:test";
import { writeTemplate } from "./write-template.ts";

const object = (spec: object) => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name: "it" },
  spec,
});

/** Writes the template of an object that depends on one switch. */
function write(off: object | undefined, on: object | undefined): string {
  const template = writeTemplate(
    {
      title: "Thing it",
      switches: ["a"],
      variants: [
        { on: new Set(), value: off && object(off) },
        { on: new Set(["a"]), value: on && object(on) },
      ],
    },
    { term: (name) => name, leaf: (path) => (path.at(-1) === "image" ? "IMAGE" : undefined) },
  );
  return template.replace(/^apiVersion: v1\nkind: Thing\nmetadata:\n {2}name: it\nspec:\n/m, "");
}

test("writeTemplate has no condition where a switch changes nothing", () => {
  const spec = { list: [1, { b: "yes" }], image: "it:1", empty: {} };
  assert.equal(write(spec, spec), '  list:\n  - 1\n  - b: "yes"\n  image: IMAGE\n  empty: {}\n');
});

test("writeTemplate puts a condition around the whole of an object that is not always there", () => {
  assert.equal(write(undefined, { b: 1 }), "{{- if a }}\n  b: 1\n{{- end }}\n");
});

test("writeTemplate puts a condition around the least that differs", () => {
  const off = { env: [{ name: "x", value: "1" }, { name: "z" }], deep: { same: 1, other: 2 } };
  const on = { env: [{ name: "x", value: "1" }, { name: "w" }, { name: "z" }], deep: { same: 1 } };
  assert.equal(
    write(off, on),
    `  env:
  - name: x
    value: "1"
{{- if a }}
  - name: w
{{- end }}
  - name: z
  deep:
    same: 1
{{- if not a }}
    other: 2
{{- end }}
`,
  );
});

test("writeTemplate chooses between two values, and joins neighbours under one condition", () => {
  assert.equal(
    write({ b: 1, c: [1] }, { b: 2, c: [2, 3] }),
    `{{- if not a }}
  b: 1
{{- else }}
  b: 2
{{- end }}
{{- if not a }}
  c:
  - 1
{{- else }}
  c:
  - 2
  - 3
{{- end }}
`,
  );
});

test("writeTemplate keeps braces that are not its own", () => {
  const spec = { text: "{{ b }}" };
  assert.equal(write(spec, spec), '  text: "{{ "{{" }} b }}"\n');
});
