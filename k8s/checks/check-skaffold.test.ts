import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readSchema } from "../schemas/read-schema.ts";
import { checkSkaffold } from "./check-skaffold.ts";
import { render, whyNoKustomize } from "./render.ts";
import { type Container, ofKind, type Resource, workloads } from "./resource.ts";
import { parseSkaffoldConfig, type SkaffoldConfig } from "./skaffold-config.ts";
import { unlessRequired } from "./unless-required.ts";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "skaffold.yaml"), "utf8");
const skaffold = parseSkaffoldConfig(text);
const schema = readSchema<object>("skaffold-v4beta14.json");
const skipRender = unlessRequired(await whyNoKustomize());

test("checkSkaffold finds nothing when it reads skaffold.yaml", () => {
  assert.deepEqual(checkSkaffold(skaffold, schema), []);
});

test("checkSkaffold reports when a field is unknown", () => {
  const broken = parseSkaffoldConfig(text.replace("localPort:", "localport:"));
  assert.ok(
    checkSkaffold(broken, schema).includes(
      '/portForward/0 must NOT have additional properties "localport"',
    ),
  );
});

test("checkSkaffold reports when a field is unknown in a profile", () => {
  const broken = parseSkaffoldConfig(text.replace("tagPolicy:", "tagpolicy:"));
  assert.ok(
    checkSkaffold(broken, schema).includes(
      '/profiles/3/build must NOT have additional properties "tagpolicy"',
    ),
  );
});

test("skaffold.yaml names an overlay that is there when a profile is chosen", () => {
  const patched = skaffold.profiles
    .flatMap(({ patches = [] }) => patches)
    .filter(({ path }) => path.startsWith("/manifests/kustomize/paths/"))
    .map(({ value }) => String(value));
  const paths = [skaffold, ...skaffold.profiles].flatMap(
    ({ manifests }) => manifests?.kustomize.paths ?? [],
  );
  for (const path of [...paths, ...patched]) {
    assert.ok(existsSync(join(root, path, "kustomization.yaml")), path);
  }
});

test("skaffold.yaml builds every image of ours when it deploys an overlay", {
  skip: skipRender,
}, async () => {
  for (const { build, manifests } of [skaffold, production()]) {
    const built = build?.artifacts.map(({ image }) => image) ?? [];
    const [path = ""] = manifests?.kustomize.paths ?? [];
    const containers = ofKind(await render(join("..", path)), "Deployment").flatMap(containersOf);
    const images = containers.map(({ image }) => image.replace(/:[^:/]*$/, ""));
    // Production has one more, for who takes components/observability.
    const deployed = built.filter((image) => image !== "observer");
    assert.deepEqual([...new Set(images)].sort(), deployed.sort());
  }
});

test("skaffold.yaml forwards a port that is there", { skip: skipRender }, async () => {
  const resources = await render("overlays/kind");
  for (const { resourceName, port } of skaffold.portForward ?? []) {
    const service = ofKind<Resource & { spec: { ports: readonly { port: number }[] } }>(
      resources,
      "Service",
    ).find(({ metadata }) => metadata.name === resourceName);
    assert.deepEqual(
      service?.spec.ports.map((each) => each.port),
      [port],
    );
  }
});

test("skaffold.yaml syncs the sources of every service and package", async () => {
  const { sync } = skaffold.build.artifacts[0] ?? {};
  const files: string[] = [];
  for (const { src, dest } of sync?.manual ?? []) {
    assert.equal(dest, ".");
    for await (const file of glob(src, { cwd: root })) files.push(file);
  }
  for (const file of ["services/frontend/src/main.ts", "packages/rpc/src/index.ts"]) {
    assert.ok(files.includes(file), `${file} is not synced`);
  }
});

function production(): SkaffoldConfig["profiles"][number] {
  const profile = skaffold.profiles.find(({ name }) => name === "production");
  assert.ok(profile);
  return profile;
}

function containersOf(resource: Resource): readonly Container[] {
  return workloads([resource]).flatMap(({ spec }) => spec.template.spec.containers);
}
