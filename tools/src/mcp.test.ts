import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { defineService, openRegistryFromEnv, startService } from "@hipstershop/service";
import { startReceiver } from "@hipstershop/telemetry/testing";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const cartservice = defineService({ service: CartService, create: () => ({}) as never });

const currencyservice = defineService({
  service: CurrencyService,
  create: () => ({
    getSupportedCurrencies: () => ({ currencyCodes: ["EUR\u001b[2J\u202e"] }),
    convertAll: () => ({}),
    convert: ({ from, toCode }) => ({ currencyCode: toCode, units: from?.units ?? 0n }),
  }),
});

const root = join(import.meta.dirname, "../..");
const program = join(import.meta.dirname, "mcp.ts");

interface Playing {
  readonly command: string;
  readonly args: string[];
  readonly mode: "legacy" | "auto";
}

/** Starts the currency service, and the program with a client, until the test ends. */
async function play(t: TestContext, { command, args, mode }: Playing) {
  const stack = new AsyncDisposableStack();
  t.after(() => stack.disposeAsync());
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-mcp-")));
  const shop = `mcp-${randomBytes(6).toString("hex")}`;
  const env = { SHOP: shop, DATA_FOLDER: folder.path, REGISTRY: "directory" };
  const start = async (definition: typeof cartservice) =>
    stack.use(await startService(definition, { env, logTo: { write() {} } }));
  await start(currencyservice);

  const changes = Promise.withResolvers<void>();
  const tools = { onChanged: () => changes.resolve() };
  const options = { versionNegotiation: { mode }, listChanged: { tools } };
  const client = new Client({ name: "test", version: "1" }, options);
  const inherited = process.env as Record<string, string>;
  const transport = new StdioClientTransport({
    ...{ command, args, cwd: root },
    env: { ...inherited, ...env },
  });
  stack.defer(() => client.close());
  const faults: Error[] = [];
  client.onerror = (error) => void faults.push(error);
  await client.connect(transport);
  const names = async () => (await client.listTools()).tools.map(({ name }) => name);
  const { pid } = transport;
  return { client, names, start, env, changed: changes.promise, faults, pid };
}

for (const mode of ["legacy", "auto"] as const) {
  test(`mcp has the tools of the services that run, and tells of others (${mode})`, async (t) => {
    const playing = await play(t, { command: process.execPath, args: [program], mode });
    const expected = ["Convert", "ConvertAll", "GetSupportedCurrencies"];
    await t.waitFor(async () => {
      const names = await playing.names();
      assert.deepEqual(
        names,
        expected.map((rpc) => `currencyservice_${rpc}`),
      );
    }, WAIT);
    const request = { from: { currencyCode: "USD", units: "19" }, toCode: "JPY" };
    const answer = await playing.client.callTool({
      name: "currencyservice_Convert",
      arguments: request,
    });
    assert.deepEqual(answer.content, [
      { type: "text", text: JSON.stringify({ currencyCode: "JPY", units: "19" }, null, 2) },
    ]);
    await playing.start(cartservice);
    await playing.changed;
    assert.ok((await playing.names()).includes("cartservice_AddItem"));
    assert.deepEqual(playing.faults, []);
  });
}

const WAIT = { interval: 100, timeout: 30_000 };

test("mcp begins a trace with each call, once there is an observer to send it to", async (t) => {
  const playing = await play(t, { command: process.execPath, args: [program], mode: "auto" });
  const convert = async () => {
    const name = "currencyservice_Convert";
    const { content } = await playing.client.callTool({ name, arguments: { toCode: "EUR" } });
    return (content as { text: string }[])[1]?.text;
  };
  assert.equal(await convert(), undefined);
  await using receiver = await startReceiver();
  await using registry = await openRegistryFromEnv({ ...process.env, ...playing.env });
  await using _observer = await registry.register({
    id: "observer-1",
    service: "observer",
    address: receiver.address,
    version: "test",
    metadata: {},
  });
  let told: string | undefined;
  await t.waitFor(async () => {
    told = await convert();
    assert.ok(told);
  }, WAIT);
  await t.waitFor(() => {
    const ofTrace = receiver.spans.filter(({ traceId }) => told === `Trace ${traceId}`);
    const [first, ...others] = ofTrace.filter(({ parentId }) => parentId === "");
    assert.deepEqual(
      [first?.service, first?.name, first?.kind, others],
      ["npm run mcp", "hipstershop.CurrencyService/Convert", "client", []],
    );
  }, WAIT);
});

test("mcp escapes what a stranger wrote, by npm too, and ends with its client", async (t) => {
  const npm: Playing = { command: "npm", args: ["run", "--silent", "mcp"], mode: "legacy" };
  const { client, faults, pid } = await play(t, npm);
  const name = "currencyservice_GetSupportedCurrencies";
  const { content, isError } = await client.callTool({ name, arguments: {} });
  assert.equal(isError, false);
  const [{ text } = { text: "" }] = content as { text: string }[];
  assert.match(text, /^[ -~\n]*$/);
  assert.deepEqual(JSON.parse(text), { currencyCodes: ["EUR\u001b[2J\u202e"] });

  // What is wrong with the input is the model's to mend: no error of the protocol.
  const wrong = await client.callTool({ name, arguments: { none: 1 } });
  assert.equal(wrong.isError, true);
  assert.match((wrong.content as { text: string }[])[0]?.text ?? "", /key "none" is unknown/);
  // Nothing but messages came on standard output.
  assert.deepEqual(faults, []);
  await client.close();
  assert.throws(() => process.kill(Number(pid), 0), { code: "ESRCH" });
});
