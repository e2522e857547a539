// The shop as containers: "npm run test:containers -w k8s". It wants a Docker engine, or
// Debian's docker.io and debootstrap and root, and leaves nothing behind.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { createVisitor } from "@hipstershop/e2e/visitor";
import { type BaseImages, getBaseImages } from "./base-images.ts";
import { buildImages } from "./build-images.ts";
import { type DockerEngine, openDockerEngine } from "./docker-engine.ts";
import { load } from "./load.ts";
import { readLimits } from "./read-limits.ts";
import { type ShopContainers, startShopContainers } from "./shop-containers.ts";
import { startBreakable } from "./start-breakable.ts";

const root = join(import.meta.dirname, "../..");
const built = await readdir(join(root, "services"));
const services = built.filter((name) => name !== "loadgenerator");
const tag = "test";
const MUG = "6E92ZMYYFZ";
const ASK = JSON.stringify({ userId: "nobody" });

const opened = new AsyncDisposableStack();
let engine: DockerEngine;
let images: BaseImages;
let shop: ShopContainers;

before(async () => {
  engine = opened.use(await openDockerEngine());
  images = await getBaseImages(engine);
  await buildImages(engine, { services: built, base: images.node, tag });
  opened.defer(async () => {
    const ours = ["hipstershop-dev", ...built].map((name) => `${name}:${tag}`);
    await engine.docker("image", "rm", "--force", ...ours);
  });
  const memory = await readLimits();
  const options = { services, images, tag, replicas: 2, memory };
  shop = opened.use(await startShopContainers(engine, options));
});
after(() => opened.disposeAsync());

test("an image adds at most 5 MB to its base", async () => {
  const size = async (image: string) =>
    Number(await engine.docker("image", "inspect", "--format={{.Size}}", image));
  const base = await size(images.node);
  for (const service of built) {
    const added = (await size(`${service}:${tag}`)) - base;
    assert.ok(added <= 5_000_000, `${service} adds ${added} bytes`);
  }
});

test("the end-to-end suite passes when it drives the containers", async () => {
  const [FRONTEND_URL] = shop.urls("frontend");
  const suite = join(root, "e2e/src/purchase.test.ts");
  await promisify(execFile)(process.execPath, ["--test", suite], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, FRONTEND_URL },
  });
});

test("a cart is still there when cartservice and Redis have been replaced", async (t) => {
  const visitor = createVisitor(shop.urls("frontend")[0] ?? "");
  await visitor.post("/cart", { product_id: MUG, quantity: "3" });
  assert.match((await visitor.get("/cart")).body, /Mug/);

  await shop.restart("cartservice");
  assert.match((await visitor.get("/cart")).body, /Mug/);

  await shop.replaceRedis();
  // Each replica comes back to Redis by itself, and whoever comes next may meet any of them.
  const back = async () => {
    for (const url of shop.urls("cartservice")) {
      const rpc = { method: "POST", headers: { "content-type": "application/json" }, body: ASK };
      const answer = await fetch(`${url}/hipstershop.CartService/GetCart`, rpc);
      assert.equal(answer.status, 200, await answer.text());
    }
  };
  await t.waitFor(back, { interval: 100, timeout: 30_000 });
  assert.match((await visitor.get("/cart")).body, /Mug/);
});

test("no request fails when every replica is restarted in turn under load", async (t) => {
  const stop = new AbortController();
  const loaded = load(() => shop.urls("frontend"), { lanes: 4, signal: stop.signal });
  try {
    for (const service of services) await shop.restart(service);
  } finally {
    stop.abort();
  }
  const { requests, failures } = await loaded;
  t.diagnostic(`${requests} requests, ${failures.length} failed, ${services.length * 2} restarts`);
  assert.deepEqual(failures, []);
  assert.ok(requests > 100, `only ${requests} requests`);
});

test("a process of the development image restarts when its sources change, also after a crash, and no other", async (t) => {
  const { docker } = engine;
  const start = (service: string) =>
    docker(
      ...["run", "--detach", "--network=none", "--env=REGISTRY=static", "--env=PORT=8080"],
      // As components/development sets it.
      "--env=SPREAD_TIME=500ms",
      ...["--cap-drop=ALL", "--security-opt=no-new-privileges", `hipstershop-dev:${tag}`],
      ...["tools/src/watch.mjs", `services/${service}/src/main.ts`],
    );
  const starts = async (id: string) =>
    (await docker("logs", id)).split("Registering node").length - 1;
  const until = (id: string, count: number) =>
    t.waitFor(async () => assert.equal(await starts(id), count, await docker("logs", id)), {
      interval: 200,
      timeout: 60_000,
    });
  const [changed, other] = await Promise.all([start("currencyservice"), start("adservice")]);
  try {
    await Promise.all([until(changed, 1), until(other, 1)]);
    // As skaffold does it: tar, inside the container, as its user.
    const sync = (id: string, edit: string) =>
      docker(
        ...["exec", id, "sh", "-c"],
        `sed '${edit}' services/currencyservice/src/currency.ts > /tmp/currency.ts &&` +
          " tar -C /tmp -cf - currency.ts | tar -C services/currencyservice/src -xmf -",
      );
    // More than once: tar replaces the file instead of rewriting it.
    for (const count of [2, 3]) {
      const savedMs = performance.now();
      await Promise.all([changed, other].map((id) => sync(id, "$a// changed")));
      await until(changed, count);
      t.diagnostic(`seen ${Math.round(performance.now() - savedMs)} ms after the save`);
    }
    assert.equal(await starts(other), 1);

    await sync(changed, "$a)");
    await t.waitFor(
      async () => assert.match(await docker("logs", changed), /waiting for an edit/),
      {
        interval: 200,
        timeout: 60_000,
      },
    );
    await sync(changed, "$d");
    await until(changed, 4);
    const source = await docker("exec", changed, "cat", "services/currencyservice/src/currency.ts");
    assert.equal(source.split("// changed").length - 1, 2, "edits from before the crash are gone");
  } finally {
    await docker("rm", "--force", changed, other);
  }
});

test("a production image heeds the flags of components/faults as they are mounted", async (t) => {
  await using service = await startBreakable(engine, { image: images.node, tag });
  const answers = (status: string) =>
    t.waitFor(async () => assert.equal(await service.ask(), status), {
      interval: 200,
      timeout: 30_000,
    });
  await answers("200");
  for (const [variant, status] of [
    ["100%", "503"],
    ["off", "200"],
    ["100%", "503"],
  ] as const) {
    const writtenMs = performance.now();
    await service.fail(variant);
    await answers(status);
    t.diagnostic(`${variant} after ${Math.round(performance.now() - writtenMs)} ms`);
  }
});
