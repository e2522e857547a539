import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { render, whyNoKustomize } from "../checks/render.ts";
import { ofKind } from "../checks/resource.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { released } from "./released.ts";

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
  const { stdout } = await promisify(execFile)(process.execPath, [main, build], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const read = parseAllDocuments(stdout, { version: "1.1" }).map((document) => document.toJS());
  assert.deepEqual(read, released(resources, { builds }));
});
