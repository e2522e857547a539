import assert from "node:assert/strict";
import { test } from "node:test";
import { createFileRegistry, type DescMessage, type JsonValue, toJson } from "@bufbuild/protobuf";
import { ListValueSchema, StringValueSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { type CallTarget, openView, sentView } from "./call-view.ts";

for (const [input, json] of [
  [TimestampSchema, "2026-01-31T12:00:00Z"],
  [StringValueSchema, "mug"],
  [ListValueSchema, [1, "two"]],
] as const satisfies readonly [DescMessage, JsonValue][]) {
  test(`a request that is a ${input.name} is typed as JSON, and has no form`, () => {
    const target = { method: { input }, offer: { files: createFileRegistry() } };
    const call = target as unknown as CallTarget;
    assert.equal(openView(call, new URLSearchParams()).mode, "json");
    const text = JSON.stringify(json);
    const opened = openView(call, new URLSearchParams({ request: text }));
    const sent = sentView(call, new URLSearchParams({ mode: "json", do: "form", text }));
    for (const { mode, request } of [opened, sent]) {
      assert.equal(mode, "json");
      assert.deepEqual(request && toJson(input, request as never), json);
    }
  });
}
