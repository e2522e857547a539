import assert from "node:assert/strict";
import { test } from "node:test";
import { mendQuotes } from "./mend-quotes.ts";

const json =
  '{"from": {"currencyCode":"USD","units":"19","nanos":-5},"toCode":"two words","list":[true,"a"]}';
const meant = { ...JSON.parse(json), from: { currencyCode: "USD", units: 19, nanos: -5 } };

test("mendQuotes restores quotes that the shells of Windows remove", () => {
  const stripped = json.replaceAll('"', "");
  for (const text of [stripped, `'${stripped}'`]) {
    assert.deepEqual(JSON.parse(mendQuotes(text)), meant, text);
  }
});

test("mendQuotes leaves JSON as it is", () => {
  for (const text of [json, "{}", '{"a":"it\'s"}']) assert.equal(mendQuotes(text), text);
  assert.equal(mendQuotes(`'${json}'`), json);
});
