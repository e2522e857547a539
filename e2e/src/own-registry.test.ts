import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { serviceNames } from "@hipstershop/shop/names";
import { spawnService } from "./spawn-service.ts";

test("the registry of docs/registry.md keeps both contracts", async (t) => {
  const folder = await writeBlocks(t);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ["--test", "--test-force-exit", "my-registry.test.ts"];
  const options = { cwd: folder, env, timeout: 120_000 };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  assert.match(stdout, /tests [4-9]\d\n/);
  assert.match(stdout, /fail 0\n/);
});

test("the shop runs over the registry of docs/registry.md", async (t) => {
  const folder = await writeBlocks(t);
  const { board } = await import(pathToFileURL(join(folder, "board.ts")).href);
  board.listen(0, "127.0.0.1");
  t.after(() => board.close());
  await once(board, "listening");
  const url = `http://127.0.0.1:${(board.address() as AddressInfo).port}`;
  const data = await mkdtemp(join(tmpdir(), "hipstershop-own-"));
  t.after(() => rm(data, { recursive: true, force: true }));
  const env = {
    REGISTRY: join(folder, "my-registry.ts"),
    REGISTRY_URL: url,
    SHOP: "own",
    DATA_FOLDER: data,
  };
  const children = serviceNames.map((service) => spawnService(service, { env }));
  let output = "";
  for (const child of children) {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => (output += text));
  }
  t.after(async () => {
    const running = children.filter(({ exitCode, signalCode }) => exitCode === null && !signalCode);
    const exits = running.map((child) => once(child, "exit"));
    for (const child of running) child.kill("SIGTERM");
    await Promise.all(exits);
  });
  const home = async () => {
    const instances = (await (await fetch(url)).json()) as { service: string; address: string }[];
    assert.deepEqual(
      [...new Set(instances.map(({ service }) => service))].sort(),
      [...serviceNames].sort(),
      output,
    );
    const frontend = instances.find(({ service }) => service === "frontend");
    const response = await fetch(`http://${frontend?.address}/`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /href="\/product\//);
  };
  await t.waitFor(home, { interval: 200, timeout: 120_000 });
});

/** Writes the code blocks of the chapter to a folder from which our packages are found. */
async function writeBlocks(t: TestContext): Promise<string> {
  const text = await readFile(join(import.meta.dirname, "../../docs/registry.md"), "utf8");
  const [, chapter = ""] = text.split("\n## A registry of your own\n");
  const [own = ""] = chapter.split("\n## ");
  const blocks = [...own.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
  const names = ["board.ts", "my-registry.ts", "my-registry.test.ts"];
  assert.equal(blocks.length, names.length);
  const folder = await mkdtemp(join(import.meta.dirname, "../own-registry-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [index, name] of names.entries())
    await writeFile(join(folder, name), blocks[index] ?? "");
  return folder;
}
