// Programs of others receive what the shop tells of itself: Prometheus.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openShop } from "./testing/open-shop.ts";

const WAIT = { interval: 200, timeout: 60_000 };

test("Prometheus scrapes /metrics", needs("prometheus"), async (t) => {
  await using shop = await openShop(t);
  const port = await freePort();
  const prometheus = await startProgram(t, "prometheus", {
    file: "prometheus.yml",
    text: `
global: { scrape_interval: 1s }
scrape_configs: [{ job_name: shop, static_configs: [{ targets: ["${shop.address}"] }] }]
`,
    args: (file, folder) => [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
  });
  await t.waitFor(async () => {
    await shop.get("/product/6E92ZMYYFZ");
    const query = 'http_server_request_duration_seconds_count{http_route="/product/:id"}';
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
    const { data } = (await (await fetch(url)).json()) as { data: { result: unknown[] } };
    assert.equal(data.result.length, 1, prometheus.said());
  }, WAIT);
});

/** Whether to skip a test that needs a program; with REQUIRE_ALL=1 it fails instead. */
function needs(program: string): { readonly skip: string | false } {
  const isThere = spawnSync(program, ["--version"]).status === 0;
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
  return { said: () => said };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
