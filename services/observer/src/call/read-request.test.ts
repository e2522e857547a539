import assert from "node:assert/strict";
import { test } from "node:test";
import { fromJson, type JsonObject, toJson } from "@bufbuild/protobuf";
import { everyField } from "../testing/every-field.ts";
import { readRequest } from "./read-request.ts";
import { requestForm } from "./request-form.ts";

const { desc, files } = everyField;

function read(fields: Readonly<Record<string, string>>, options = {}) {
  return readRequest(desc, new URLSearchParams(fields), { registry: files, ...options });
}

test("readRequest reads a field of every kind, which then is a message", () => {
  const { json, problems } = read({
    "r.someText": "1 & 2",
    "r.big": "9007199254740993",
    "r.small": "-4",
    "r.half": "0.5",
    "r.yes": "true",
    "r.raw": "aGk=",
    "r.size": "SIZE_LARGE",
    "n.words": "3",
    "r.words.0": "a",
    "r.words.1": "",
    "r.words.2": "c",
    "r.inside.small": "5",
    "n.more": "1",
    "r.more.0.someText": "row",
    "n.counts": "2",
    "r.counts.0.key": "x",
    "r.counts.0.value": "7",
    "r.counts.1.key": "y",
  });
  assert.deepEqual([...problems], []);
  const message = fromJson(desc, json, { registry: files });
  assert.deepEqual(toJson(desc, message), {
    someText: "1 & 2",
    big: "9007199254740993",
    small: -4,
    half: 0.5,
    yes: true,
    raw: "aGk=",
    size: "SIZE_LARGE",
    words: ["a", "c"],
    inside: { small: 5 },
    more: [{ someText: "row" }],
    counts: { x: 7, y: 0 },
  });
});

test("readRequest names each field that cannot be sent, and says why", () => {
  const { problems } = read({
    "r.big": "many",
    "r.inside.small": "3000000000",
    "r.raw": "?",
    "n.counts": "1",
    "r.counts.0.key": "x",
    "r.counts.0.value": "some",
    "n.more": "2",
    "r.more.1.half": "a half",
    "r.size": "SIZE_HUGE",
  });
  assert.deepEqual([...problems.keys()].sort(), [
    "big",
    "counts.0.value",
    "inside.small",
    "more.1.half",
    "raw",
    "size",
  ]);
  assert.equal(problems.get("big"), "“many” is not a whole number of 64 bits.");
  assert.match(problems.get("inside.small") ?? "", /is not a whole number from −2,147,483,648 to/);
  assert.match(problems.get("size") ?? "", /Size/);
});

test("readRequest sets of a oneof the field that was chosen, else the first that is filled in", () => {
  assert.deepEqual(read({ "r.byRoad": "A1" }).json, { byRoad: "A1" });
  assert.deepEqual(read({ "one.way": "by_ship", "r.byRoad": "A1" }).json, { byShip: {} });
  assert.deepEqual(read({ "one.way": "by_road" }).json, { byRoad: "" });
  const inside = { "one.inside.way": "by_road", "r.inside.byRoad": "B2" };
  assert.deepEqual(read(inside).json, { inside: { byRoad: "B2" } });
});

test("readRequest keeps empty rows that are to be filled in, and leaves one out that is dropped", () => {
  const rows = { "n.words": "2", "r.words.0": "a", "n.more": "1" };
  assert.deepEqual(read(rows, { keepsRows: true }).json, { words: ["a", ""], more: [{}] });
  assert.deepEqual(read(rows, { keepsRows: true, without: "words.0" }).json, {
    words: [""],
    more: [{}],
  });
});

test("requestForm shows a request so that readRequest reads the same of it", () => {
  const json: JsonObject = {
    someText: "1 & 2",
    yes: false,
    size: "SIZE_LARGE",
    words: ["a", "b"],
    inside: { inside: { inside: { inside: { small: 1 } } } },
    counts: { x: 7 },
    byRoad: "A1",
  };
  const { text } = requestForm(desc, { json, problems: new Map([["words.1", "no word"]]) });
  assert.match(text, /aria-invalid="true" aria-describedby="e-words.1"[^>]*value="b"/);
  const shown = new URLSearchParams(controls(text));
  const read = readRequest(desc, shown, { registry: files });
  assert.deepEqual([...read.problems], []);
  assert.deepEqual(toJson(desc, fromJson(desc, read.json)), toJson(desc, fromJson(desc, json)));
});

/** The fields that a browser would send of a form. */
function controls(form: string): [string, string][] {
  const text = (escaped: string) =>
    escaped.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&amp;", "&");
  const attribute = (tag: string, name: string) =>
    text(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !tag.includes('type="radio"') || tag.includes(" checked"))
    .map((tag) => [attribute(tag, "name"), attribute(tag, "value")] as [string, string]);
  const areas = [...form.matchAll(/<textarea\b([^>]*)>([^<]*)</g)].map(
    ([, tag = "", content = ""]) => [attribute(tag, "name"), text(content)] as [string, string],
  );
  const selects = [...form.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gs)].map(
    ([, tag = "", options = ""]) =>
      [
        attribute(tag, "name"),
        attribute(/<option[^>]*selected/.exec(options)?.[0] ?? "", "value"),
      ] as [string, string],
  );
  return [...inputs, ...areas, ...selects];
}
