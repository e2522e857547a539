// What a real API server says of the manifests: "npm run test:server -w k8s". It wants etcd,
// what build-control-plane.ts makes, and helm.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { renderComponents } from "../chart/render-components.ts";
import { COMPONENTS, switchName } from "../chart/switches.ts";
import { render } from "../checks/render.ts";
import { ofKind, parseResources, type Resource } from "../checks/resource.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { writeRelease } from "../release/write-release.ts";
import { findProgram } from "./find-program.ts";
import { type ApiServer, openApiServer, whyNoApiServer } from "./open-api-server.ts";

const k8s = join(import.meta.dirname, "..");
const skip = unlessRequired(await whyNoApiServer());

/** Servers before Kubernetes 1.34 refuse what it advises. */
const OF_1_34 =
  'Warning: spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"';

const opened = new AsyncDisposableStack();
let server: ApiServer;
let folder = "";
before(async () => {
  if (skip) return;
  server = opened.use(await openApiServer());
  folder = opened.use(await mkdtempDisposable(join(tmpdir(), "release-"))).path;
  await writeRelease({ version: "0.1.0", folder });
  // Objects are of a namespace that is there, and is asked whether it would take their pods.
  await server.kubectl(["apply", "--filename", join(k8s, "base/namespace.yaml")]);
  // As a cluster that has a Gateway API knows HTTPRoute.
  const routes = join(dirname((await findProgram("kube-apiserver")) ?? ""), "httproutes.yaml");
  await server.kubectl(["create", "--filename", routes]);
  await server.kubectl([
    "wait",
    "--for=condition=Established",
    "customresourcedefinition",
    "--all",
  ]);
});
after(() => opened.disposeAsync());

const overlays = await readdir(join(k8s, "overlays"));
for (const path of ["base", ...overlays.map((name) => `overlays/${name}`), "test/drill"]) {
  test(`the API server takes ${path}`, { skip }, async () => takes(await render(path)));
}

for (const on of [...COMPONENTS.map((name) => [name]), COMPONENTS]) {
  test(`the API server takes the base with ${on.join()}`, { skip }, async () =>
    takes(await renderComponents(new Set(on))),
  );
}

test("the API server takes what npm run release writes", { skip }, async () =>
  takes(parseResources(await readFile(join(folder, "shop.yaml"), "utf8"))),
);

for (const on of [[], COMPONENTS]) {
  test(`the API server takes the chart with ${on.join() || "its defaults"}`, { skip }, async () => {
    const set = on.flatMap((name) => ["--set", `components.${switchName(name)}=true`]);
    const chart = ["template", "shop", join(folder, "chart"), "--namespace=hipstershop", ...set];
    const options = { maxBuffer: 16 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)("helm", chart, options);
    await takes(parseResources(stdout).filter(Boolean));
  });
}

test("the API server refuses an unknown field, also of an HTTPRoute, and warns of a pod that is not restricted", {
  skip,
}, async () => {
  const text = JSON.stringify((await render("base")).find(({ kind }) => kind === "Deployment"));
  const misspelt = text.replace('"revisionHistoryLimit"', '"revisionHistorylimit"');
  await assert.rejects(apply(misspelt), /unknown field "spec.revisionHistorylimit"/);
  const [route] = ofKind(await renderComponents(new Set(["http-route"])), "HTTPRoute");
  const nameless = JSON.stringify(route).replace('"backendRefs"', '"backends"');
  await assert.rejects(apply(nameless), /unknown field "spec.rules\[0\].backends"/);
  const unconfined = text.replace('"runAsNonRoot":true', '"runAsNonRoot":false');
  assert.match(await apply(unconfined), /Warning: would violate PodSecurity "restricted/);
});

async function takes(resources: readonly Resource[]): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: resources };
  const said = await apply(JSON.stringify(list));
  const lines = said.trim().split("\n");
  const taken = lines.filter((line) => / (created|configured) \(server dry run\)$/.test(line));
  assert.equal(taken.length, resources.length, said);
  const others = lines.filter((line) => !taken.includes(line) && line !== OF_1_34);
  assert.deepEqual(others, []);
}

function apply(text: string): Promise<string> {
  return server.kubectl(["apply", "--dry-run=server", "--validate=strict", "--filename=-"], text);
}
