import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createRegistry, type Instance, loadKind, type Registry } from "@hipstershop/registry";
import { serviceNames } from "@hipstershop/shop/names";
import { spawnService } from "./spawn-service.ts";

/** Long, for all of them start at once, maybe on a busy machine; one that ends is noticed. */
const START_MS = 120_000;

/** A shop of real processes that find each other by mDNS, apart from every other shop. */
export interface Shop extends AsyncDisposable {
  /** The value of SHOP that keeps it apart. */
  readonly name: string;
  /** Where the frontend is; empty in a shop without one. */
  readonly url: string;
  /** Sees what the services of this shop see. */
  readonly registry: Registry;
  /** Starts one more process of a service and waits until the others can find it. */
  start(service: string, env?: Record<string, string>): Promise<Instance>;
  /** Sends a signal to the processes of a service. */
  signal(service: string, signal: NodeJS.Signals): void;
  /** Ends the processes of a service with a signal and waits until they are gone. */
  stop(service: string, signal?: NodeJS.Signals): Promise<void>;
  /** The processes of a service. */
  pids(service: string): readonly number[];
  /** The one instance of a service. */
  instance(service: string): Promise<Instance>;
  /** The process of a service, the first that was started. */
  pid(service: string): number;
  /** All that the processes of a service have written to their logs. */
  logs(service: string): string;
}

export interface ShopOptions {
  /** By default all that make a shop. */
  readonly services?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether their bundles run, as in their images. Default false. */
  readonly bundled?: boolean;
  /** Called with each process as soon as it is there. */
  readonly spawned?: (service: string, pid: number) => void;
}

/**
 * Starts a shop under a random name, whole or only the services named, from its sources or
 * from its bundles. Disposing it ends its processes and removes its data.
 */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const { bundled = false } = options;
  const name = `e2e-${randomBytes(4).toString("hex")}`;
  const registry = await openMdnsRegistry(name);
  const dataFolder = await mkdtemp(join(tmpdir(), "hipstershop-e2e-"));
  const running = new Map<string, ChildProcess[]>();
  const logs = new Map<string, string>();

  async function start(service: string, env: Record<string, string> = {}): Promise<Instance> {
    const known = new Set((await registry.getService(service)).map((instance) => instance.id));
    const child = spawnService(service, {
      env: { SHOP: name, DATA_FOLDER: dataFolder, ...options.env, ...env },
      bundled,
    });
    if (child.pid !== undefined) options.spawned?.(service, child.pid);
    running.set(service, [...(running.get(service) ?? []), child]);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => logs.set(service, (logs.get(service) ?? "") + chunk));
    }
    const gone = new AbortController();
    child.once("exit", () => gone.abort());
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(START_MS)]);
    try {
      for await (const { instances } of registry.watch(service, { signal })) {
        const found = instances.find((instance) => !known.has(instance.id));
        if (found) return found;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    throw new Error(`${service} did not start: ${logs.get(service)}`);
  }

  function signal(service: string, signal: NodeJS.Signals): void {
    for (const child of running.get(service) ?? []) child.kill(signal);
  }

  async function stop(service: string, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const children = running.get(service) ?? [];
    running.delete(service);
    await Promise.all(
      children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exited = once(child, "exit");
        child.kill(signal);
        await Promise.race([
          exited,
          delay(20_000, undefined, { ref: false }).then(() => child.kill("SIGKILL")),
        ]);
        await exited;
      }),
    );
  }

  async function instance(service: string): Promise<Instance> {
    const [first] = await registry.getService(service);
    if (first === undefined) throw new Error(`no instance of "${service}" runs`);
    return first;
  }

  async function dispose(): Promise<void> {
    await Promise.all([...running.keys()].map((service) => stop(service)));
    await registry[Symbol.asyncDispose]();
    await rm(dataFolder, { recursive: true, force: true });
  }

  try {
    await Promise.all((options.services ?? serviceNames).map((service) => start(service)));
    const [frontend] = await registry.getService("frontend");
    return {
      name,
      url: frontend ? `http://${frontend.address}` : "",
      registry,
      start,
      signal,
      stop,
      pids: (service) => (running.get(service) ?? []).map(({ pid }) => pid as number),
      instance,
      pid: (service) => running.get(service)?.[0]?.pid as number,
      logs: (service) => logs.get(service) ?? "",
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Opens a registry that sees the services with this SHOP, as they see each other. */
export async function openMdnsRegistry(shopName: string): Promise<Registry> {
  return createRegistry(await loadKind("mdns", "."), {
    config: {},
    shopName,
    host: undefined,
    addresses: {},
    dataFolder: tmpdir(),
    log: { info: () => {}, warn: (message) => console.warn(message) },
  });
}
