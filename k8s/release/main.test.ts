import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { parse, parseAllDocuments } from "yaml";
import { render, whyNoKustomize } from "../checks/render.ts";
import { ofKind } from "../checks/resource.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { released } from "./released.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const main = join(import.meta.dirname, "main.ts");
const skip = unlessRequired(await whyNoKustomize());

test("npm run release writes manifests as kubectl reads them, a chart of the same images, a bill of materials and a changelog", {
  skip,
}, async () => {
  const resources = await render("overlays/production");
  const builds = ofKind(resources, "Deployment").map(({ metadata: { name } }) => ({
    imageName: name,
    // As skaffold writes what it has pushed.
    tag: `registry.example:5000/shop/${name}:v1.2.3@sha256:${"0123456789abcdef".repeat(4)}`,
  }));
  await using folder = await mkdtempDisposable(join(tmpdir(), "release-"));
  const build = join(folder.path, "build.json");
  await writeFile(build, JSON.stringify({ builds }));
  const to = join(folder.path, "release");
  await run(process.execPath, [main, build, "--to", to]);

  const written = (await readdir(to)).sort();
  assert.deepEqual(written, ["CHANGELOG.md", "chart", "sbom.cdx.json", "shop.yaml"]);
  const shop = await readFile(join(to, "shop.yaml"), "utf8");
  const read = parseAllDocuments(shop, { version: "1.1" }).map((document) => document.toJS());
  assert.deepEqual(read, released(resources, { builds }));
  const values = parse(await readFile(join(to, "chart/values.yaml"), "utf8"));
  assert.equal(values.image.tag, "v1.2.3");
  const images = builds.map(({ imageName, tag }) => [imageName, { image: tag }]);
  assert.deepEqual(values.services, Object.fromEntries(images));
  const bill = JSON.parse(await readFile(join(to, "sbom.cdx.json"), "utf8"));
  const names = bill.components.map(({ name }: { name: string }) => name);
  assert.ok(names.includes("express") && !names.includes("turbo"), names.join());
  const { stdout: subject } = await run("git", ["log", "-1", "--format=%s"], { cwd: root });
  const log = await readFile(join(to, "CHANGELOG.md"), "utf8");
  assert.ok(log.includes(`- ${subject.trim()} (`), log.slice(0, 500));
});

test("npm run release says what is wrong when it is told something it does not know", async () => {
  await assert.rejects(run(process.execPath, [main, "--pblish"]), { code: 1, stderr: /^usage: / });
  await assert.rejects(run(process.execPath, [main, "missing.json"]), {
    code: 1,
    stderr: /ENOENT/,
  });
});

test("git ignores what docs/kubernetes.md writes when a production build is made", async () => {
  // A file that git knows nothing of ends the tag of the next build in "-dirty".
  const text = await readFile(join(root, "docs/kubernetes.md"), "utf8");
  const [, file = ""] = /--file-output ([\w-]+\.json)$/m.exec(text) ?? [];
  for (const written of [file, "dist/release"]) {
    await run("git", ["check-ignore", written], { cwd: root });
  }
});
