import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { renderComponents } from "../chart/render-components.ts";
import { readKubernetesSchema } from "../schemas/read-schema.ts";
import { checkCalls } from "./check-calls.ts";
import { checkDns } from "./check-dns.ts";
import { checkImages } from "./check-images.ts";
import { checkInventory } from "./check-inventory.ts";
import { checkNamespaces } from "./check-namespaces.ts";
import { checkPodSecurity } from "./check-pod-security.ts";
import { checkPorts } from "./check-ports.ts";
import { checkRbac } from "./check-rbac.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkSelectors } from "./check-selectors.ts";
import { checkStores } from "./check-stores.ts";
import { checkValues } from "./check-values.ts";
import { checkVariables } from "./check-variables.ts";
import { checkWaysIn } from "./check-ways-in.ts";
import { createSchemaCheck } from "./create-schema-check.ts";
import { readServices } from "./read-services.ts";
import { render, whyNoKustomize } from "./render.ts";
import { ofKind, type Resource, type Workload } from "./resource.ts";
import { parseSkaffoldConfig } from "./skaffold-config.ts";
import { unlessRequired } from "./unless-required.ts";

const root = join(import.meta.dirname, "../..");
const skip = unlessRequired(await whyNoKustomize());
const checkSchema = createSchemaCheck(readKubernetesSchema());
const overlays = await readdir(join(root, "k8s/overlays"));
const skaffold = parseSkaffoldConfig(readFileSync(join(root, "skaffold.yaml"), "utf8"));
const services = await readServices(join(root, "services"));
const calls = new Map([...services].map(([name, { calls }]) => [name, calls]));
const keepers = new Set([...services].flatMap(([name, { keepsData }]) => (keepsData ? name : [])));
/** What is in some overlays only: a program that nobody calls, and what shows the others at work. */
const EXTRAS = ["loadgenerator", "observer"];
/** What production may take a component for, so that skaffold builds it with the others. */
const BUILT_AS_WELL = ["observer"];
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

for (const overlay of ["base", ...overlays.map((name) => `overlays/${name}`)]) {
  test(`${overlay} holds together when it is rendered`, { skip }, async () => {
    const resources = await render(overlay);
    const problems = [
      ...checkNamespaces(resources),
      ...checkSelectors(resources),
      ...checkPorts(resources),
      ...checkDns(resources),
      ...checkValues(resources),
      ...checkImages(resources),
      ...checkRbac(resources, calls),
      ...checkPodSecurity(resources),
      ...checkSecrets(resources, new Set(overlay === "overlays/production" ? ["postgres"] : [])),
      ...checkStores(resources, keepers),
      ...checkInventory(
        [...services.keys()].filter((name) => !EXTRAS.includes(name)),
        resources.filter(({ metadata }) => !EXTRAS.includes(metadata.name)),
        skaffold,
        BUILT_AS_WELL,
      ),
      ...checkVariables(
        resources,
        new Map([...services].map(([name, { variables }]) => [name, variables])),
      ),
    ];
    assert.deepEqual(problems, []);
  });

  test(`${overlay} has no unknown field when the API server reads it`, { skip }, async () => {
    assert.deepEqual(checkSchema(await render(overlay)), []);
  });
}

for (const overlay of overlays) {
  test(`overlays/${overlay} allows exactly the calls in the sources`, { skip }, async () => {
    const resources = await render(`overlays/${overlay}`);
    const names = ofKind(resources, "Deployment").map(({ metadata }) => metadata.name);
    // The observer follows the health of all, its own too, and all may send to it what they do.
    const observed = names.includes("observer") ? ["observer"] : [];
    const own = names.map((name): [string, ReadonlySet<string>] => [
      name,
      new Set(name === "observer" ? names : [...(calls.get(name) ?? []), ...observed]),
    ]);
    assert.deepEqual(checkCalls(resources, new Map(own)), []);
  });
}

for (const way of ["ingress", "http-route"]) {
  test(`components/${way} leads to the frontend`, { skip }, async () => {
    const resources = await renderComponents(new Set([way]));
    const added = resources.length - (await render("base")).length;
    assert.deepEqual([added, checkWaysIn(resources), checkSchema(resources)], [1, [], []]);
  });
}

test("components/otlp points every service at a collector, and Prometheus at it", {
  skip,
}, async () => {
  const resources = await render("test/otlp");
  const problems = [
    ...checkPorts(resources),
    ...checkDns(resources),
    ...checkPodSecurity(resources),
  ];
  assert.deepEqual([...problems, ...checkSchema(resources)], []);
  for (const { metadata, spec } of ofKind<Workload>(resources, "Deployment")) {
    const [server] = spec.template.spec.containers;
    const names = server?.env?.map(({ name }) => name) ?? [];
    assert(names.includes("OTEL_EXPORTER_OTLP_ENDPOINT"), metadata.name);
    const port = spec.template.metadata.annotations?.["prometheus.io/port"];
    assert.equal(port, names.includes("METRICS_PORT") ? "9464" : "8080", metadata.name);
  }
});

test("components/faults lets every service of the shop be broken, by a file that is mounted", {
  skip,
}, async () => {
  const resources = await render("test/faults");
  assert.deepEqual([...checkPodSecurity(resources), ...checkSchema(resources)], []);
  const [map] = ofKind(resources, "ConfigMap").filter(({ metadata }) => metadata.name === "faults");
  assert.ok(map);
  for (const { metadata, spec } of ofKind<Workload>(resources, "Deployment")) {
    const [server] = spec.template.spec.containers;
    const set = new Map(server?.env?.map(({ name, value }) => [name, value]));
    assert.equal(set.get("FAULTS"), "1", metadata.name);
    assert.equal(set.get("FLAGS_FILE"), "/faults/flags.json", metadata.name);
  }
});

test("the customers of cluster.sh may run and call in overlays/kind", { skip }, async () => {
  const resources = [...(await render("overlays/kind")), ...(await render("test/drill"))];
  assert.deepEqual([...checkDns(resources), ...checkPodSecurity(resources)], []);
  assert.deepEqual(checkSchema(await render("test/drill")), []);
});

test("overlays/production guards and scales every service", { skip }, async () => {
  const resources = await render("overlays/production");
  const names = (kind: string) => ofKind(resources, kind).map(({ metadata }) => metadata.name);
  assert.deepEqual(names("PodDisruptionBudget").sort(), names("Deployment").sort());
  assert.deepEqual(names("HorizontalPodAutoscaler").sort(), names("Deployment").sort());
  const scales = ofKind<Resource & { spec: object }>(resources, "HorizontalPodAutoscaler").map(
    ({ spec }) => JSON.stringify({ ...spec, scaleTargetRef: {} }),
  );
  assert.equal(new Set(scales).size, 1, "what keeps data is scaled as the others are");
});

test("the manifests bear the version of package.json", { skip }, async () => {
  const deployments = ofKind(await render("base"), "Deployment");
  const versions = deployments.map(
    ({ metadata }) => metadata.labels?.["app.kubernetes.io/version"],
  );
  assert.deepEqual([...new Set(versions)], [version]);
});
