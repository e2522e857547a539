import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { currentCallContext } from "@hipstershop/rpc";
import { defineService, openRegistryFromEnv, startService } from "@hipstershop/service";
import { startReceiver } from "@hipstershop/telemetry/testing";
import { runTool } from "./testing/run-tool.ts";

/** The traces that its calls came with. */
const traces: (string | undefined)[] = [];

/** Answers with the code that it is asked to convert to, and refuses what is no code. */
const currencyservice = defineService({
  service: CurrencyService,
  create: () => ({
    getSupportedCurrencies: () => ({}),
    convertAll: () => ({}),
    convert({ from, toCode }) {
      traces.push(currentCallContext()?.received?.traceparent);
      if (!/^[A-Z]{3}/.test(toCode)) {
        throw new ConnectError(`no currency: ${toCode}`, Code.InvalidArgument);
      }
      return { currencyCode: toCode, units: from?.units ?? 0n };
    },
  }),
});

const playing = new AsyncDisposableStack();
let env: NodeJS.ProcessEnv;

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-call-"));
  playing.defer(() => rm(folder, { recursive: true }));
  const own = { SHOP: `call-${randomBytes(6).toString("hex")}`, DATA_FOLDER: folder };
  env = { ...process.env, ...own, REGISTRY: "directory" };
  const options = { env: { ...own, REGISTRY: "directory" }, logTo: { write() {} } };
  playing.use(await startService(currencyservice, options));
});

after(() => playing.disposeAsync());

/** Runs "npm run call" with arguments, and a text on standard input. */
function call(args: string[], input = "", changes = {}) {
  return runTool("call.ts", { args, input, env: { ...env, ...changes } });
}

test("call says what a service offers and calls it", async () => {
  assert.match((await call(["currencyservice"])).out, /rpc Convert/);
  const { code, out } = await call(["currencyservice", "convert", '{"toCode":"EUR"}']);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), { currencyCode: "EUR" });
});

test("call takes JSON from standard input, and without the quotes that Windows shells remove", async () => {
  const answer = { currencyCode: "EUR", units: "19" };
  const json = '{"from": {"currencyCode": "USD", "units": "19"}, "toCode": "EUR"}';
  for (const [typed, input] of [
    ["-", json],
    [`'${json.replaceAll('"', "")}'`, ""],
    [json.replaceAll(/[" ]/g, ""), ""],
  ] as const) {
    // As cmd cuts it.
    const { out } = await call(["currencyservice", "Convert", ...typed.split(" ")], input);
    assert.deepEqual(JSON.parse(out), answer, typed);
  }
  const { code, err } = await call(["currencyservice", "Convert", "{toCode:"]);
  assert.equal(code, 1);
  assert.match(err, /^The JSON is no CurrencyConversionRequest: .*\n.* "-" /);
});

test("call escapes control characters in an answer", async () => {
  const convert = (toCode: string) =>
    call(["currencyservice", "Convert", JSON.stringify({ toCode })]);
  const refused = await convert("\u001b[2J\u009b1m\n");
  assert.equal(refused.code, 1);
  assert.equal(refused.err, "invalid_argument: no currency: \\u001b[2J\\u009b1m\n\n");
  const answered = await convert("EUR\u001b[2J\u009b1m");
  assert.match(answered.out, /^[ -~\n]*$/);
  assert.deepEqual(JSON.parse(answered.out), { currencyCode: "EUR\u001b[2J\u009b1m" });
});

test("call begins a trace, and sends the observer its span", async () => {
  await using receiver = await startReceiver();
  await using registry = await openRegistryFromEnv(env);
  await using _observer = await registry.register({
    id: "observer-1",
    service: "observer",
    address: receiver.address,
    version: "test",
    metadata: {},
  });
  const convert = (code: string, changes = {}) =>
    call(["currencyservice", "Convert", JSON.stringify({ toCode: code })], "", changes);
  for (const code of ["EUR", "no code"]) {
    await convert(code);
    const begun = receiver.spans.filter(({ service }) => service === "npm run call").at(-1);
    assert.ok(begun);
    const { name, kind, parentId, failed, attributes } = begun;
    assert.deepEqual(
      { name, kind, parentId, failed, instances: attributes["hipstershop.instances"] },
      {
        name: "hipstershop.CurrencyService/Convert",
        kind: "client",
        parentId: "",
        failed: code !== "EUR",
        instances: 1,
      },
    );
    assert.equal(traces.at(-1), `00-${begun.traceId}-${begun.spanId}-01`);
  }
  await convert("EUR", { OTEL_SDK_DISABLED: "true" });
  assert.equal(traces.at(-1), undefined);
});

test("call exits with 1 and says so when no service runs", async () => {
  const SHOP = `nobody-${randomBytes(6).toString("hex")}`;
  const { code, out, err } = await call([], "", { SHOP });
  assert.deepEqual([code, out, err], [1, "", "directory knows no service\n"]);
});
