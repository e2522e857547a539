import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { parse } from "yaml";
import { render, whyNoKustomize } from "../checks/render.ts";
import { parseResources, type Resource, title } from "../checks/resource.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { COMPONENTS, switchName } from "./switches.ts";
import { writeChart } from "./write-chart.ts";

const run = promisify(execFile);
const k8s = join(import.meta.dirname, "..");
const { version } = JSON.parse(await readFile(join(k8s, "../package.json"), "utf8"));
const skip = unlessRequired((await whyNoKustomize()) ?? (await whyNoHelm()));

const opened = new AsyncDisposableStack();
let chart = "";
before(async () => {
  if (skip) return;
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), "chart-")));
  chart = join(folder.path, "hipstershop");
  await writeChart(chart, version);
});
after(() => opened.disposeAsync());

test("the chart has a switch for each component", async () => {
  assert.deepEqual([...COMPONENTS].sort(), (await readdir(join(k8s, "components"))).sort());
});

for (const overlay of ["base", ...(await readdir(join(k8s, "overlays")))]) {
  test(`the chart makes what ${overlay} is when its components are on`, { skip }, async () => {
    const path = overlay === "base" ? overlay : `overlays/${overlay}`;
    const on = await componentsOf(path);
    const set = COMPONENTS.map((name) => `components.${switchName(name)}=${on.has(name)}`);
    const made = parseResources(await template("--set", set.join())).filter(Boolean);
    // Helm makes the namespace itself.
    const wanted = (await render(path)).filter(({ kind }) => kind !== "Namespace");
    assert.deepEqual(byTitle(made), byTitle(wanted));
  });
}

test("the chart has a service's image by digest where a value says so, but not in development", {
  skip,
}, async () => {
  const image = `registry.example:5000/shop/frontend:v1.2.3@sha256:${"0123456789abcdef".repeat(4)}`;
  const set = ["--set", `services.frontend.image=${image}`];
  const frontend = async (...more: readonly string[]) => {
    const objects = parseResources(await template(...set, ...more)).filter(Boolean);
    const { "Deployment frontend": found } = byTitle(objects) as Record<string, unknown>;
    return /"image":"(.*?)"/.exec(JSON.stringify(found))?.[1];
  };
  assert.equal(await frontend(), image);
  const development = await frontend("--set", "components.development=true");
  assert.equal(development, `hipstershop-dev:${version}`);
});

test("the chart's values decide images, replicas and resources", { skip }, async () => {
  const text = await template(
    "--set",
    "image.prefix=registry.example/shop/,image.tag=1.2.3",
    "--set-json",
    'services={"frontend":{"maxReplicas":20,"resources":{"limits":{"memory":"512Mi"}}}}',
  );
  const objects = byTitle(parseResources(text).filter(Boolean)) as Record<string, unknown>;
  assert.match(JSON.stringify(objects["HorizontalPodAutoscaler frontend"]), /"maxReplicas":20/);
  const frontend = JSON.stringify(objects["Deployment frontend"]);
  assert.match(frontend, /"image":"registry.example\/shop\/frontend:1.2.3"/);
  assert.match(frontend, /"limits":{"memory":"512Mi"}/);
  assert.match(frontend, /"app.kubernetes.io\/version":"1.2.3"/);
  assert.match(JSON.stringify(objects["Deployment adservice"]), /"limits":{"memory":"256Mi"}/);
});

test("the chart refuses a value that it does not know", { skip }, async () => {
  for (const value of ["components.redsi=true", "services.cart.minReplicas=2", "image.tag=a b"]) {
    await assert.rejects(template("--set", value), /values don't meet the specifications/, value);
  }
});

test("helm finds nothing wrong with the chart, and packs it", { skip }, async () => {
  const { stdout } = await run("helm", ["lint", "--strict", chart]);
  assert.match(stdout, /0 chart\(s\) failed/);
  await run("helm", ["package", chart, "--destination", join(chart, "..")]);
  const files = await readdir(join(chart, ".."));
  assert.ok(files.includes(`hipstershop-${version}.tgz`), files.join());
});

async function template(...options: readonly string[]): Promise<string> {
  const { stdout } = await run(
    "helm",
    ["template", "shop", chart, "-n", "hipstershop", ...options],
    {
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return stdout;
}

/** Returns the components of an overlay, and of those that it builds on. */
async function componentsOf(path: string): Promise<ReadonlySet<string>> {
  const { components = [], resources = [] } = parse(
    await readFile(join(k8s, path, "kustomization.yaml"), "utf8"),
  ) as { components?: string[]; resources?: string[] };
  const below = resources.filter((resource) => /^\.\.\/kind/.test(resource));
  const inherited = await Promise.all(below.map((name) => componentsOf(join(path, name))));
  const own = components.map((component) => component.replace("../../components/", ""));
  return new Set([...own, ...inherited.flatMap((names) => [...names])]);
}

function byTitle(resources: readonly Resource[]): object {
  return Object.fromEntries(resources.map((resource) => [title(resource), resource]));
}

async function whyNoHelm(): Promise<string | undefined> {
  const output = await run("helm", ["version", "--short"]).catch(() => null);
  if (output === null) return "helm is not installed";
  return /^v([4-9]|\d\d)\./.test(output.stdout)
    ? undefined
    : `helm is ${output.stdout.trim()}, not 4`;
}
