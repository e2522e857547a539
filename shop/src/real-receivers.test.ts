// Programs of others receive what the shop tells of itself: OpenTelemetry's Collector and Prometheus.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { services } from "./services.ts";
import { FORM, openShop } from "./testing/open-shop.ts";

const WAIT = { interval: 200, timeout: 60_000 };

test("OpenTelemetry's Collector receives the trace of a purchase", needs("otelcol"), async (t) => {
  const collector = await startProgram(t, "otelcol", {
    file: "collector.yaml",
    text: `
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:0" } } } }
exporters: { debug: { verbosity: detailed } }
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    traces: { receivers: [otlp], exporters: [debug] }
    metrics: { receivers: [otlp], exporters: [debug] }
    logs: { receivers: [otlp], exporters: [debug] }
`,
    args: (file) => ["--config", file],
  });
  const address = await collector.listensAt(/Starting HTTP server.*"endpoint": "(.*?)"/);
  await using shop = await openShop(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}`,
    OTEL_METRIC_EXPORT_INTERVAL: "1000",
  });
  await t.waitFor(() => {
    const senders = collector.said().matchAll(/service\.instance\.id: Str\((.*?)\)/g);
    assert.equal(new Set([...senders].map(([, id]) => id)).size, services.length);
  }, WAIT);
  await shop.post("/cart", { product_id: "6E92ZMYYFZ", quantity: "1" });
  const paid = await shop.post("/cart/checkout", FORM);
  assert.equal(paid.status, 200, shop.log.filter((l) => /error|warn/.test(l)).join(""));
  await t.waitFor(() => {
    const said = collector.said();
    const page = /Trace ID +: (\w+)\n(?:.*\n){1,4}? +Name +: POST \/cart\/checkout/.exec(said)?.[1];
    for (const rpc of ["PaymentService/Authorize", "ShippingService/ShipOrder"]) {
      const inTrace = `Trace ID +: ${page}\\n(?:.*\\n){1,4}? +Name +: hipstershop.${rpc}`;
      assert.match(said, new RegExp(inTrace));
    }
    assert.match(said, /Name: rpc\.server\.call\.duration/);
    assert.match(said, /Body: Str\(/);
  }, WAIT);
});

test("Prometheus scrapes /metrics", needs("prometheus"), async (t) => {
  await using shop = await openShop(t);
  const prometheus = await startProgram(t, "prometheus", {
    file: "prometheus.yml",
    text: `
global: { scrape_interval: 1s }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: ["${shop.address}"] }] }]
`,
    args: (file, folder) => [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      "--web.listen-address=127.0.0.1:0",
    ],
  });
  const address = await prometheus.listensAt(/"Listening on" address=(\S+)/);
  await t.waitFor(async () => {
    await shop.get("/product/6E92ZMYYFZ");
    const query = 'http_server_request_duration_seconds_count{http_route="/product/:id"}';
    const url = `http://${address}/api/v1/query?query=${encodeURIComponent(query)}`;
    const { data } = (await (await fetch(url)).json()) as { data: { result: unknown[] } };
    assert.equal(data.result.length, 1, prometheus.said());
  }, WAIT);
});

/** Whether to skip a test that needs a program; with REQUIRE_ALL=1 it fails instead. */
function needs(program: string): { readonly skip: string | false } {
  const isThere = spawnSync(program, ["--help"]).status === 0;
  return { skip: !isThere && process.env.REQUIRE_ALL !== "1" && `${program} is not installed` };
}

interface Program {
  readonly file: string;
  readonly text: string;
  args(file: string, folder: string): string[];
}

/** Starts a program with a configuration file in a folder of its own, until the test ends. */
async function startProgram(t: TestContext, name: string, { file, text, args }: Program) {
  const folder = await mkdtempDisposable(join(tmpdir(), `hipstershop-${name}-`));
  const path = join(folder.path, file);
  await writeFile(path, text);
  const child = spawn(name, args(path, folder.path), { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await exited;
    await folder.remove();
  });
  await once(child, "spawn");
  return {
    said: () => said,
    /** Waits until the program says at which address it listens: the system chose the port. */
    async listensAt(pattern: RegExp): Promise<string> {
      await t.waitFor(() => assert.match(said, pattern), WAIT);
      return pattern.exec(said)?.[1] ?? assert.fail();
    },
  };
}
