import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { checkImages } from "../checks/check-images.ts";
import { render, whyNoKustomize } from "../checks/render.ts";
import { ofKind, workloads } from "../checks/resource.ts";
import { parseSkaffoldConfig } from "../checks/skaffold-config.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { released } from "./released.ts";

const skip = unlessRequired(await whyNoKustomize());
/** What skaffold builds for production. */
const services = parseSkaffoldConfig(
  await readFile(join(import.meta.dirname, "../../skaffold.yaml"), "utf8"),
)
  .profiles.find(({ name }) => name === "production")
  ?.build?.artifacts?.map(({ image }) => image) as readonly string[];
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

function output(reference: (service: string) => string) {
  return { builds: services.map((name) => ({ imageName: name, tag: reference(name) })) };
}

test("released runs exactly what was built when there are tags", { skip }, async () => {
  const builds = output((name) => `registry.example:5000/shop/${name}:v1.2.3`);
  const resources = released(await render("overlays/production"), builds);
  const images = ofKind(resources, "Deployment").flatMap((deployment) =>
    workloads([deployment]).flatMap(({ spec }) =>
      spec.template.spec.containers.map(({ image }) => image),
    ),
  );
  // The observer is built as well, for who takes the component that runs it.
  const run = builds.builds.filter(({ imageName }) => imageName !== "observer");
  assert.deepEqual(images.sort(), run.map(({ tag }) => tag).sort());
  assert.deepEqual(checkImages(resources), []);
});

test("released keeps a digest when skaffold read one", { skip }, async () => {
  const builds = output((name) => `shop/${name}:v1.2.3@${DIGEST}`);
  const resources = released(await render("overlays/production"), builds);
  assert.deepEqual(checkImages(resources), []);
  for (const service of ofKind(resources, "Service")) {
    const { name, labels } = service.metadata;
    const version = services.includes(name) ? "v1.2.3" : undefined;
    assert.equal(labels?.["app.kubernetes.io/version"], version, name);
  }
});

test("released throws when an image is missing or has no tag", { skip }, async () => {
  const resources = await render("overlays/production");
  const { builds } = output((name) => `shop/${name}:v1.2.3`);
  assert.throws(() => released(resources, { builds: builds.slice(1) }), {
    message: `The image "${services[0]}" was not built`,
  });
  assert.throws(
    () =>
      released(
        resources,
        output((name) => `localhost:5000/${name}`),
      ),
    {
      message: `The image "localhost:5000/${services[0]}" has no tag`,
    },
  );
});
