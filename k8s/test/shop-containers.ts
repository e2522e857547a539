import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { AttackedServices } from "@hipstershop/e2e/open-attacked";
import type { BaseImages } from "./base-images.ts";
import type { DockerEngine } from "./docker-engine.ts";

/** The shop as containers on a network of its own, which finds its services by their names. */
export interface ShopContainers extends AsyncDisposable {
  /** Where the replicas of a service are: each has a port of its own. */
  urls(service: string): readonly string[];
  /** Where the one container of each service is, for this machine alone, and its process. */
  processes(): Promise<AttackedServices>;
  /** Replaces every replica of a service in turn: a new one serves, then the old one stops. */
  restart(service: string): Promise<void>;
  /** Ends Redis without a warning and starts another one with the same volume. */
  replaceRedis(): Promise<void>;
  /** What the containers of a service that still run have logged. */
  logs(service: string): Promise<string>;
}

export interface ShopContainersOptions {
  readonly services: readonly string[];
  readonly images: BaseImages;
  /** The tag of the images of ours. */
  readonly tag: string;
  readonly replicas: number;
  /** The limit of each service's pods ("256Mi"): who needs more is killed here as there. */
  readonly memory: ReadonlyMap<string, string>;
}

interface Replica {
  readonly id: string;
  readonly url: string;
}

/**
 * Starts the shop: Redis, then every service with its replicas behind one network alias, as
 * the pods of a Service are behind one name, and as confined as they are. Disposing it
 * removes every container, the network and the volumes.
 */
export async function startShopContainers(
  { docker }: DockerEngine,
  { services, images, tag, replicas, memory }: ShopContainersOptions,
): Promise<ShopContainers> {
  const shop = `hipstershop-${randomBytes(4).toString("hex")}`;
  const running = new Map<string, Replica[]>();
  await using opened = new AsyncDisposableStack();
  const confined = ["--cap-drop=ALL", "--security-opt=no-new-privileges", "--read-only"];

  await docker("network", "create", shop);
  opened.defer(async () => void (await docker("network", "rm", shop)));
  for (const volume of [`${shop}-redis`, `${shop}-data`]) {
    await docker("volume", "create", volume);
    opened.defer(async () => void (await docker("volume", "rm", volume)));
    const chown = ["--entrypoint=chown", images.node, "1000:1000", "/data"];
    await docker("run", "--rm", "--network=none", "--user=0", `--volume=${volume}:/data`, ...chown);
  }
  opened.defer(async () => {
    const left = await docker("ps", "--all", "--quiet", `--filter=network=${shop}`);
    if (left) await docker("rm", "--force", ...left.split("\n"));
  });

  const startRedis = () =>
    docker(
      ...["run", "--detach", `--network=${shop}`, "--network-alias=redis", `--name=${shop}-redis`],
      ...["--user=1000:1000", `--volume=${shop}-redis:/data`, ...confined, "--memory=256m"],
      ...[`--entrypoint=${images.redisServer}`, images.redis],
      ...["--dir", "/data", "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
      // Only this network reaches it.
      ...["--protected-mode", "no"],
    );

  async function start(service: string): Promise<Replica> {
    const id = await docker(
      ...["run", "--detach", `--network=${shop}`, `--network-alias=${service}`, ...confined],
      `--memory=${memory.get(service)?.replace("i", "")}`,
      ...["--publish=127.0.0.1::8080", "--env=PORT=8080", "--env=REGISTRY=static"],
      ...services.map((name) => `--env=${addressVariable(name)}=${name}:8080`),
      "--env=OTEL_EXPORTER_OTLP_ENDPOINT=http://observer:8080",
      ...(service === "cartservice" ? ["--env=REDIS_ADDR=redis:6379"] : []),
      ...(KEEPERS.has(service) ? ["--env=DATA_FOLDER=/data", `--volume=${shop}-data:/data`] : []),
      `${service}:${tag}`,
    );
    await registered(id, service);
    const [address] = (await docker("port", id, "8080/tcp")).split("\n");
    return { id, url: `http://${address}` };
  }

  async function registered(id: string, service: string): Promise<void> {
    for (const deadline = Date.now() + 60_000; ; await wait(50)) {
      const log = await docker("logs", id);
      if (log.includes("Registering node")) return;
      const alive = (await docker("inspect", "--format={{.State.Running}}", id)) === "true";
      if (!alive || Date.now() > deadline) throw new Error(`${service} does not serve: ${log}`);
    }
  }

  async function restart(service: string): Promise<void> {
    for (const old of running.get(service) ?? []) {
      const next = await start(service);
      const others = (running.get(service) ?? []).filter((replica) => replica !== old);
      // From here on no new request is sent to the old one, as with any load balancer.
      running.set(service, [...others, next]);
      await docker("stop", "--time=30", old.id);
      const code = await docker("inspect", "--format={{.State.ExitCode}}", old.id);
      if (code !== "0")
        throw new Error(`${service} ended with ${code}: ${await docker("logs", old.id)}`);
      await docker("rm", old.id);
    }
  }

  await startRedis();
  for (const service of services) {
    const started = Array.from({ length: replicas }, () => start(service));
    running.set(service, await Promise.all(started));
  }
  const held = opened.move();
  return {
    urls: (service) => (running.get(service) ?? []).map(({ url }) => url),
    async processes() {
      const format =
        "--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}} {{.State.Pid}}";
      const found = [...running].map(async ([service, [only]]) => {
        const said = await docker("inspect", format, only?.id ?? "");
        const [host = "", pid] = said.split(" ");
        return [service, { host, port: 8080, pid: Number(pid) }] as const;
      });
      return Object.fromEntries(await Promise.all(found));
    },
    restart,
    async replaceRedis() {
      await docker("rm", "--force", `${shop}-redis`);
      await startRedis();
    },
    async logs(service) {
      const logs = (running.get(service) ?? []).map(({ id }) => docker("logs", id));
      return (await Promise.all(logs)).join("\n");
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** They keep SQLite files, which their replicas share: all of them run on one machine. */
const KEEPERS = new Set(["checkoutservice", "paymentservice", "shippingservice"]);

/** "productcatalogservice" is found by PRODUCTCATALOG_SERVICE_ADDR. */
function addressVariable(service: string): string {
  return `${service.replace(/service$/, "").toUpperCase()}_SERVICE_ADDR`;
}
