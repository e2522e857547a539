import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createMemoryRegistry } from "@hipstershop/registry";
import { currentCallContext } from "@hipstershop/rpc";
import { defineService, startService, startTogether } from "@hipstershop/service";
import { observer } from "../observer.ts";
import { startObserver } from "../testing/start-observer.ts";

const ENV = { SHOP: "test", LOG_LEVEL: "silent", PORT: "0" };
const CONVERT = "/call/currencyservice/hipstershop.CurrencyService/Convert";
const WATCH = "/call/currencyservice/grpc.health.v1.Health/Watch";

/** Says in `currency_code` which copy has answered, and refuses what is no code. */
function currency(copy = "one", seen: (string | undefined)[] = []) {
  return defineService({
    service: CurrencyService,
    create: () => ({
      getSupportedCurrencies: () => ({ currencyCodes: Array(20_000).fill("EUR") }),
      convertAll: () => ({}),
      convert({ from, toCode }) {
        seen.push(currentCallContext()?.received?.traceparent);
        if (from?.currencyCode === "") {
          throw new ConnectError("from.currency_code must be set", Code.InvalidArgument);
        }
        if (toCode === "???") throw new ConnectError("no such currency", Code.NotFound);
        return { currencyCode: copy, units: from?.units ?? 0n };
      },
    }),
  });
}

/** A shop with an observer, and what asks that for pages. */
async function openPages(env: Readonly<Record<string, string>> = {}, copies = ["one"]) {
  const opened = new AsyncDisposableStack();
  const registry = opened.use(createMemoryRegistry());
  const instances: string[] = [];
  for (const copy of copies) {
    const running = await startService(currency(copy), { env: ENV, registry });
    instances.push(opened.use(running).instance.id);
  }
  const { url } = opened.use(await startObserver(env, registry));
  return { ...pagesAt(url), instances, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function pagesAt(url: string) {
  const get = async (path: string) => {
    const response = await fetch(url + path);
    return { status: response.status, text: await response.text() };
  };
  const send = async (
    path: string,
    fields: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => {
    const [, token = ""] = /name="token" value="([^"]+)"/.exec((await get(CONVERT)).text) ?? [];
    const body = new URLSearchParams({ token, mode: "form", ...fields });
    return fetch(url + path, { method: "POST", body, signal: signal ?? null });
  };
  const post = async (path: string, fields: Readonly<Record<string, string>>) => {
    const response = await send(path, fields);
    return { status: response.status, text: await response.text() };
  };
  return { get, send, post };
}

/** Without tags, and what they escape. */
function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replace(/\s+/g, " ");
}

test("the page Call lists what runs in its own words, and a service's page what it offers", async () => {
  await using pages = await openPages();
  const list = await pages.get("/call");
  assert.match(plain(list.text), /currencyservice Converts amounts between currencies\./);
  assert.match(list.text, new RegExp(`href="${CONVERT}"`));
  const service = await pages.get("/call/currencyservice");
  assert.match(plain(service.text), /rpc Convert\(CurrencyConversionRequest\) returns \(Money\)/);
  assert.match(plain(service.text), /int64 units = 2/);
  assert.match(service.text, /Health\/Watch/);
  assert.equal((await pages.get("/call/nothing")).status, 404);
  assert.equal((await pages.get(`${CONVERT}Not`)).status, 404);
});

test("an RPC is called from a form, and its page shows the answer and the trace", async () => {
  await using pages = await openPages();
  const form = await pages.get(CONVERT);
  assert.match(form.text, /name="r\.from\.currencyCode"[^>]*value="USD"/);
  const { status, text } = await pages.post(CONVERT, {
    "r.from.currencyCode": "USD",
    "r.from.units": "19",
    "r.toCode": "JPY",
  });
  assert.equal(status, 200);
  assert.match(
    plain(text),
    /Answered by currencyservice-[\da-f]+ in .* "currencyCode": "one", "units": "19"/,
  );
  assert.match(text, /name="r\.toCode"[^>]*value="JPY"/, "what was typed in is still there");
  assert.match(text, /toCode: &quot;JPY&quot;/, "the samples are of this call");
  const [, trace = ""] = /href="\/traces\/([\da-f]{32})"/.exec(text) ?? [];
  assert.match((await pages.get(`/traces/${trace}`)).text, /hipstershop\.CurrencyService\/Convert/);
});

test("a call is the root of a trace that its callee continues", async () => {
  const seen: (string | undefined)[] = [];
  await using registry = createMemoryRegistry();
  await using _callee = await startService(currency("one", seen), { env: ENV, registry });
  await using started = await startObserver({}, registry);
  const { text } = await pagesAt(started.url).post(CONVERT, { "r.from.currencyCode": "USD" });
  const [, trace = ""] = /href="\/traces\/([\da-f]{32})"/.exec(text) ?? [];
  assert.match(seen[0] ?? "", new RegExp(`^00-${trace}-[\\da-f]{16}-01$`));
});

test("an input that cannot be sent is shown at its field, and so is one that the callee refuses", async () => {
  await using pages = await openPages();
  const rejected = await pages.post(CONVERT, { "r.from.units": "many" });
  assert.equal(rejected.status, 422);
  assert.match(rejected.text, /name="r\.from\.units" aria-invalid="true"/);
  assert.match(
    plain(rejected.text),
    /“many” is not a whole number of 64 bits\..* Nothing was called/,
  );
  const refused = await pages.post(CONVERT, { "r.from.units": "19", "r.toCode": "EUR" });
  assert.match(refused.text, /name="r\.from\.currencyCode" aria-invalid="true"/);
  assert.match(plain(refused.text), /invalid_argument from\.currency_code must be set/);
  const unknown = await pages.post(CONVERT, { "r.from.currencyCode": "USD", "r.toCode": "???" });
  assert.match(
    plain(unknown.text),
    /not_found no such currency What the request names is not there/,
  );
});

test("a request can be written as JSON, and comes back into the form", async () => {
  await using pages = await openPages();
  const json = await pages.post(CONVERT, { "r.from.currencyCode": "USD", do: "json" });
  assert.match(plain(json.text), /Back to the form.*"currencyCode": "USD"/);
  const text = '{"from": {"currency_code": "CHF", "units": 4}}';
  const form = await pages.post(CONVERT, { mode: "json", text, do: "form" });
  assert.match(form.text, /name="r\.from\.currencyCode"[^>]*value="CHF"/);
  const called = await pages.post(CONVERT, { mode: "json", text });
  assert.match(plain(called.text), /Answered by .* "units": "4"/);
  for (const [wrong, why] of [
    ["{", /This is no JSON/],
    ['{"from": {"unit": 1}}', /This is no CurrencyConversionRequest: .*key "unit" is unknown/],
  ] as const) {
    const { status, text } = await pages.post(CONVERT, { mode: "json", text: wrong, do: "form" });
    assert.equal(status, 422);
    assert.match(plain(text), why);
    assert.match(text, /<textarea/);
  }
  const linked = await pages.get(`${CONVERT}?request=${encodeURIComponent('{"toCode":"SEK"}')}`);
  assert.match(linked.text, /name="r\.toCode"[^>]*value="SEK"/);
});

test("one copy is asked when it is chosen, and a page says when it has gone", async () => {
  await using pages = await openPages({}, ["one", "two"]);
  for (const [index, instance] of pages.instances.entries()) {
    for (let times = 0; times < 2; times++) {
      const { text } = await pages.post(CONVERT, { "r.from.currencyCode": "USD", instance });
      assert.match(plain(text), new RegExp(`"currencyCode": "${index === 0 ? "one" : "two"}"`));
    }
  }
  const gone = await pages.post(CONVERT, { "r.from.currencyCode": "USD", instance: "gone" });
  assert.match(plain(gone.text), /unavailable no instance "gone" of "currencyservice"/);
});

test("a long answer is cut, and the page says so", async () => {
  await using pages = await openPages();
  const path = CONVERT.replace(/Convert$/, "GetSupportedCurrencies");
  const { text } = await pages.post(path, {});
  assert.match(plain(text), /Only 64 kB of \d+ kB are shown\./);
});

test("a stream is read for a while for a page, and as it happens for a script", async () => {
  await using pages = await openPages();
  const page = await pages.post(WATCH, {});
  assert.match(plain(page.text), /"status": "SERVING" } The stream was read for/);
  assert.match(plain(page.text), /calls of health and reflection have none/);
  const stop = new AbortController();
  const live = await pages.send(`${WATCH}/live`, {}, stop.signal);
  assert.equal(live.headers.get("content-type"), "text/event-stream");
  const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("SERVING")) text += (await reader?.read())?.value;
  const slots = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data));
  assert.deepEqual(
    slots.map(({ slot, called }) => slot ?? called),
    ["code", "{}", "answer", "messages"],
  );
  stop.abort();
});

test("a script is sent the answer, the trace, and what may be kept of the request", async () => {
  await using pages = await openPages();
  const events = async (fields: Readonly<Record<string, string>>) =>
    [
      ...(await (await pages.send(`${CONVERT}/live`, fields)).text()).matchAll(/^data: (.*)$/gm),
    ].map(([, data = ""]) => JSON.parse(data));
  const made = await events({ "r.from.currencyCode": "USD" });
  assert.deepEqual(
    made.map(({ slot }) => slot),
    ["code", undefined, "answer", "trace"],
  );
  assert.equal(made[1].called, '{"from":{"currencyCode":"USD"}}');
  const rejected = await events({ "r.from.units": "many" });
  assert.deepEqual(
    rejected.map(({ slot }) => slot),
    ["form", "answer"],
  );
});

test("nothing is called without the token of our own pages, and nothing in production", async () => {
  await using pages = await openPages();
  const refused = await pages.post(CONVERT, { token: "other", "r.from.currencyCode": "USD" });
  assert.equal(refused.status, 403);
  await using production = await openPages({ NODE_ENV: "production" });
  const { text } = await production.get(CONVERT);
  assert.match(plain(text), /In production nothing is called from here/);
  assert.doesNotMatch(text, /<form/);
  assert.equal((await production.post(CONVERT, {})).status, 404);
});

test("RPCs are called in one process too, where other tools cannot reach them", async () => {
  await using running = await startTogether([currency(), observer], { env: ENV });
  const { address } = running.instances.find(({ service }) => service === "observer") ?? {};
  const pages = pagesAt(`http://${address}`);
  const { text } = await pages.post(CONVERT, { "r.from.currencyCode": "USD", "r.from.units": "5" });
  assert.match(plain(text), /Answered by .* "units": "5"/);
  assert.match(plain(text), /Other tools cannot reach it/);
  assert.doesNotMatch(text, /grpcurl -plaintext/);
});
