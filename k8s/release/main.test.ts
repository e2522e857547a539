import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { render, whyNoKustomize } from "../checks/render.ts";
import { ofKind } from "../checks/resource.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { released } from "./released.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const skip = unlessRequired(await whyNoKustomize());

test("release:manifests prints what was released as kubectl reads it", { skip }, async (t) => {
  const resources = await render("overlays/production");
  const builds = ofKind(resources, "Deployment").map(({ metadata: { name } }) => ({
    imageName: name,
    tag: `shop/${name}:v1.2.3`,
  }));
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-release-"));
  t.after(() => rm(folder, { recursive: true }));
  const build = join(folder, "build.json");
  await writeFile(build, JSON.stringify({ builds }));
  const main = join(import.meta.dirname, "main.ts");
  const { stdout } = await run(process.execPath, [main, build], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const read = parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS());
  assert.deepEqual(read, released(resources, { builds }));
});

test("git ignores what docs/kubernetes.md writes when a production build is made", async () => {
  // A file that git knows nothing of ends the tag of the next build in "-dirty".
  const text = await readFile(join(root, "docs/kubernetes.md"), "utf8");
  const written = [...text.matchAll(/(?:--file-output|>) ([\w-]+\.(?:json|yaml))$/gm)];
  assert.deepEqual(
    written.map(([, file]) => file),
    ["build.json", "shop.yaml"],
  );
  for (const [, file = ""] of written) await run("git", ["check-ignore", file], { cwd: root });
});
