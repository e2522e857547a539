// Runs the attacks and the load of e2e/src/attacks on the production images, each as a container with the limit of
// its pod, and prints the most that the limit counts of each, and under what. It wants what containers.test.ts
// wants, and root: `npm run build && npm exec -- node k8s/test/image-memory.ts`
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { printMost } from "@hipstershop/e2e/print-most";
import { runAttacks } from "@hipstershop/e2e/run-attacks";
import { getBaseImages } from "./base-images.ts";
import { buildImages } from "./build-images.ts";
import { openDockerEngine } from "./docker-engine.ts";
import { readLimits } from "./read-limits.ts";
import { startShopContainers } from "./shop-containers.ts";

const tag = "memory";
const built = await readdir(join(import.meta.dirname, "../../services"));
const services = built.filter((name) => name !== "loadgenerator");

await using engine = await openDockerEngine();
const images = await getBaseImages(engine);
await buildImages(engine, { services, base: images.node, tag });
const memory = await readLimits();
const most = await runAttacks(async () => {
  const shop = await startShopContainers(engine, { services, images, tag, replicas: 1, memory });
  const attacked = JSON.stringify(await shop.processes());
  return { attacked, [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() };
});
printMost(most);
await engine.docker("image", "rm", "--force", ...services.map((name) => `${name}:${tag}`));
