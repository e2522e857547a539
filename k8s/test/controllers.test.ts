// What the controllers of a real Kubernetes make of the manifests: "npm run test:server -w k8s". It wants etcd
// and what build-control-plane.ts makes.
import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { renderComponents } from "../chart/render-components.ts";
import { ON_BY_DEFAULT } from "../chart/switches.ts";
import { ofKind, type Resource, title, type Workload } from "../checks/resource.ts";
import { unlessRequired } from "../checks/unless-required.ts";
import { type FollowedServices, followServices } from "./follow-services.ts";
import { whyNoApiServer } from "./open-api-server.ts";
import { CLUSTER_PROGRAMS, type Cluster, openCluster } from "./open-cluster.ts";

const skip = unlessRequired(await whyNoApiServer(...CLUSTER_PROGRAMS));
/** It takes some seconds, and much longer on a machine that is busy. */
const DEADLINE_MS = 180_000;
const NODES = ["one", "two", "three"];
const [LAST = "", ...OTHERS] = NODES.toReversed();

const opened = new AsyncDisposableStack();
let cluster: Cluster;
let services: FollowedServices;
before(async () => {
  if (skip) return;
  cluster = opened.use(await openCluster(NODES));
  services = opened.use(followServices(cluster.api));
});
after(() => opened.disposeAsync());

// In this order: the second is an update of the first, from SQLite to databases.
for (const components of [
  ["observability"],
  ["observability", "example-secret", ...ON_BY_DEFAULT],
]) {
  const name = `the base with ${components.join()}`;

  test(`${name} is rolled out, and restarted as it says`, { skip }, async (t) => {
    const resources = await renderComponents(new Set(components));
    // All of a service is on one node then: the worst for what follows.
    await kubectl("cordon", ...OTHERS);
    await apply(resources);
    await until(t, resources);
    services.reset();
    await kubectl("rollout", "restart", "deployment,statefulset");
    await until(t, resources);
    const seen = services.seen();
    for (const { metadata, spec } of ofKind<Workload>(resources, "Deployment")) {
      const { fewestReady, most } = seen.get(metadata.name) ?? NONE;
      const replicas = wanted(resources).get(`Deployment ${metadata.name}`) ?? 0;
      // Two pods with one volume would be two who write.
      const keeps = spec.template.spec.volumes?.some((volume) => volume.persistentVolumeClaim);
      if (keeps) assert.equal(most, 1, metadata.name);
      else assert.equal(fewestReady, replicas, metadata.name);
    }
  });

  test(`of ${name}, one node of three is drained`, { skip }, async (t) => {
    const resources = await renderComponents(new Set(components));
    await kubectl("uncordon", ...OTHERS);
    services.reset();
    const begunMs = performance.now();
    const options = ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout=180s"];
    await kubectl("drain", LAST, ...options);
    t.diagnostic(`drained in ${((performance.now() - begunMs) / 1000).toFixed(1)} s`);
    await until(t, resources);
    for (const [what, replicas] of wanted(resources)) {
      const service = what.split(" ")[1] ?? "";
      const { fewestReady = -1 } = services.seen().get(service) ?? NONE;
      assert.ok(fewestReady >= replicas - 1, `${service} had ${fewestReady} of ${replicas}`);
    }
    const there = `--field-selector=spec.nodeName=${LAST}`;
    assert.doesNotMatch(await kubectl("get", "pods", "--output=name", there), /^pod/m);
    await kubectl("uncordon", LAST);
  });
}

test("a service is scaled by its calls in flight, and no other", { skip }, async (t) => {
  const on = ["example-secret", "scale-by-calls", ...ON_BY_DEFAULT];
  const resources = await renderComponents(new Set(on));
  await apply(resources);
  cluster.metrics.calls.set("frontend", 12).set("cartservice", 2);
  // While it is rolled out, a service has one pod more: with 4 calls in each of three it would need them all.
  const check = () => {
    for (const { spec } of ofKind<Scaler>(resources, "HorizontalPodAutoscaler")) {
      const { name } = spec.scaleTargetRef;
      assert.equal(services.ready(name), name === "frontend" ? 10 : 2, name);
    }
  };
  await t.waitFor(check, { interval: 200, timeout: DEADLINE_MS });
});

const NONE = { fewestReady: -1, most: -1 };

function kubectl(...args: readonly string[]): Promise<string> {
  return cluster.kubectl(["--namespace=hipstershop", ...args]);
}

async function apply(resources: readonly Resource[]): Promise<void> {
  const list = (items: readonly Resource[]) =>
    JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await cluster.kubectl(["apply", "--filename=-"], list(ofKind(resources, "Namespace")));
  await cluster.kubectl(["apply", "--filename=-"], list(resources));
}

interface Scaler extends Resource {
  readonly spec: {
    readonly minReplicas: number;
    readonly scaleTargetRef: { readonly name: string };
  };
}

/** How many pods each workload has, where nothing measures what would scale it further. */
function wanted(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const scalers = ofKind<Scaler>(resources, "HorizontalPodAutoscaler");
  return new Map(
    ofKind<Workload>(resources, "Deployment", "StatefulSet").map((workload) => {
      const its = scalers.find(({ spec }) => spec.scaleTargetRef.name === workload.metadata.name);
      return [title(workload), its?.spec.minReplicas ?? 1];
    }),
  );
}

interface Running extends Resource {
  readonly metadata: Resource["metadata"] & { readonly generation: number };
  readonly status: Readonly<Record<string, number>>;
}

/** Waits until every workload has all its pods, as they should be by now, and no other. */
async function until(t: TestContext, resources: readonly Resource[]): Promise<void> {
  const check = async () => {
    const { items } = JSON.parse(await kubectl("get", "deployments,statefulsets", "--output=json"));
    const found = (items as Running[]).map((workload) => {
      const { observedGeneration, replicas, updatedReplicas, readyReplicas } = workload.status;
      const current = observedGeneration === workload.metadata.generation;
      const seen = services.ready(workload.metadata.name);
      const counts = [replicas, updatedReplicas, readyReplicas, seen];
      return [title(workload), counts.map((count) => current && count)];
    });
    const want = [...wanted(resources)].map(([name, n]) => [name, [n, n, n, n]]);
    assert.deepEqual(Object.fromEntries(found), Object.fromEntries(want));
  };
  await t.waitFor(check, { interval: 200, timeout: DEADLINE_MS });
}
