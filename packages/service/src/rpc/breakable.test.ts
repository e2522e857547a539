import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Code, ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { openFlagFile } from "@hipstershop/faults";
import {
  Health,
  HealthCheckResponse_ServingStatus as Status,
} from "@hipstershop/proto/grpc/health/v1/health";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { from } from "../testing/from.ts";
import { soon } from "../testing/soon.ts";
import { startCurrency } from "../testing/start-currency.ts";

const transports: Record<string, (baseUrl: string) => Transport> = {
  "the fast path": (baseUrl) => createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  gRPC: (baseUrl) => createGrpcTransport({ baseUrl }),
};

async function setUp(t: TestContext, open = transports.gRPC as (url: string) => Transport) {
  const folder = await mkdtempDisposable(join(tmpdir(), "faults-"));
  t.after(() => folder.remove());
  const path = join(folder.path, "flags.json");
  const file = openFlagFile(path);
  const service = await startCurrency({ env: { FLAGS_FILE: path }, graceMs: 0 });
  t.after(async () => {
    file[Symbol.dispose]();
    await service[Symbol.asyncDispose]();
  });
  const client = createClient(CurrencyService, open(service.url));
  const { faults } = service.context;
  /** Changes the flags, and waits until the service knows. */
  async function change(make: () => void) {
    const changed = faults.changed();
    make();
    await t.waitFor(() => assert.ok(changed.aborted), soon);
  }
  const convert = (headers?: Record<string, string>) =>
    client.convert({ from, toCode: "EUR" }, { ...(headers && { headers }) });
  return { file, service, client, change, convert };
}

const failsWith = (code: Code) => (error: ConnectError) => error.code === code;

for (const [name, open] of Object.entries(transports)) {
  test(`rpcFailure fails calls over ${name} with the code of rpcFailureCode, until it is off`, async (t) => {
    const { file, change, convert } = await setUp(t, open);
    await convert();
    await change(() => file.set("rpcFailure", "100%", { method: "Convert" }));
    await assert.rejects(convert(), failsWith(Code.Unavailable));
    await change(() => file.set("rpcFailureCode", "resource_exhausted"));
    await assert.rejects(convert(), failsWith(Code.ResourceExhausted));
    await change(() => file.clearAll());
    await convert();
  });
}

test("rpcFailure for another method or service breaks nothing here", async (t) => {
  const { file, change, client, convert } = await setUp(t);
  await change(() => file.set("rpcFailure", 1, { method: "GetSupportedCurrencies" }));
  file.set("rpcFailure", 1, { service: "adservice" });
  await convert();
  await assert.rejects(client.getSupportedCurrencies({}), failsWith(Code.Unavailable));
});

test("rpcLatency makes a call take as long, and it still ends by its deadline", async (t) => {
  const { file, change, client, convert } = await setUp(t);
  await change(() => file.set("rpcLatency", "500ms"));
  const startMs = performance.now();
  await convert();
  assert.ok(performance.now() - startMs >= 499);
  const early = client.convert({ from, toCode: "EUR" }, { timeoutMs: 20 });
  await assert.rejects(early, failsWith(Code.DeadlineExceeded));
});

test("rpcHang answers nothing until the flags change", async (t) => {
  const { file, change, convert } = await setUp(t);
  await change(() => file.set("rpcHang", "100%"));
  const hanging = convert();
  hanging.catch(() => {});
  await change(() => file.set("rpcLatency", "100ms", { method: "GetSupportedCurrencies" }));
  await assert.rejects(hanging, /answered too late/);
});

test("rpcAnswerLost does the work, and then fails", async (t) => {
  const { file, change, client, service } = await setUp(t);
  await change(() => file.set("rpcAnswerLost", "100%"));
  const slow = client.convert({ from, toCode: "SLOW" });
  slow.catch(() => {});
  await t.waitFor(() => assert.ok(service.logged.some(({ msg }) => msg === "slow")), soon);
  const bad = client.convert({ from, toCode: "???" });
  await assert.rejects(bad, failsWith(Code.InvalidArgument));
  const lost = client.convert({ from, toCode: "EUR" });
  await assert.rejects(lost, (error: ConnectError) =>
    error.rawMessage.includes("the answer was lost"),
  );
});

test("health is not broken by the faults of RPCs", async (t) => {
  const { file, change, service } = await setUp(t);
  await change(() => file.set("rpcFailure", "100%"));
  const health = createClient(Health, createGrpcTransport({ baseUrl: service.url }));
  assert.equal((await health.check({ service: "" })).status, Status.SERVING);
});

test("a request breaks only itself by its baggage, in development", async (t) => {
  const { convert } = await setUp(t);
  const baggage = "fault.rpcFailure=100%25;service=currencyservice";
  await assert.rejects(convert({ baggage }), failsWith(Code.Unavailable));
  await convert({ baggage: "fault.rpcFailure=1;service=adservice" });
  await convert();
});

test("in production baggage breaks nothing, and the flag file only with FAULTS", async (t) => {
  const folder = await mkdtempDisposable(join(tmpdir(), "faults-"));
  t.after(() => folder.remove());
  const FLAGS_FILE = join(folder.path, "flags.json");
  using file = openFlagFile(FLAGS_FILE);
  file.set("rpcFailure", "100%");
  const baggage = "fault.rpcHang=100%25";
  for (const [FAULTS, code] of [
    ["", undefined],
    ["1", Code.Unavailable],
  ] as const) {
    const env = { FLAGS_FILE, NODE_ENV: "production", FAULTS };
    await using service = await startCurrency({ env });
    const client = createClient(CurrencyService, createGrpcTransport({ baseUrl: service.url }));
    const called = client.convert({ from, toCode: "EUR" }, { headers: { baggage } });
    const got = await called.then(
      () => undefined,
      (error) => ConnectError.from(error).code,
    );
    assert.equal(got, code);
    assert.equal(service.context.flagsFile, FAULTS ? FLAGS_FILE : undefined);
  }
});
