import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createSqliteDatabase } from "@hipstershop/database";
import { type FixedValues, fixedFaults } from "@hipstershop/faults";
import { createMemoryNetwork, createMemoryRegistry } from "@hipstershop/registry";
import { type Clients, createClients } from "@hipstershop/rpc";
import { type RunningService, startService } from "@hipstershop/service";
import { services } from "@hipstershop/shop";
import {
  createSimulatedProcess,
  outsideProcesses,
  type Place,
  type SimulatedProcess,
} from "../world/simulated-process.ts";
import { type ConnectOptions, connectTo, type Host } from "./connect-to.ts";
import { createNetwork, type Network } from "./network.ts";
import { createRefusals, type Refusals } from "./refusals.ts";
import { tellLogLine } from "./tell-log-line.ts";
import { SOUND, type StoreConditions, withStoreFaults } from "./with-store-faults.ts";

/** The services of the shop, each in processes of its own, in one world. */
export interface SimulatedShop extends AsyncDisposable {
  readonly network: Network;
  readonly stores: StoreConditions;
  readonly refusals: Refusals;
  /** What the flags of each service say. */
  readonly flags: ReadonlyMap<string, FixedValues>;
  /** All lines that were logged. */
  readonly logs: readonly string[];
  /** The processes that live. */
  readonly processes: readonly SimulatedProcess[];
  /**
   * Starts one more process of a service, and a new one a while after each that dies. Resolves when
   * one has started.
   */
  start(service: string): Promise<void>;
  /** Ends a process as SIGTERM does, unless it dies before. No new one is started for it. */
  stop(process: SimulatedProcess): Promise<void>;
  /** Adds a process that serves nothing and calls others, such as a customer's. */
  join(name: string): { readonly process: SimulatedProcess; readonly clients: Clients };
}

export interface ShopOptions extends Omit<ConnectOptions, "network" | "refusals"> {
  /** Where the stores are. */
  readonly folder: string;
  /** Called each time that a process reaches a place: it may kill or freeze it there. */
  readonly onPlace: (process: SimulatedProcess, place: Place) => void;
  /** Whether flags may break calls. */
  readonly breakable: boolean;
}

/** Opens a shop in which nothing runs yet. */
export function createSimulatedShop(options: ShopOptions): SimulatedShop {
  const { world, story, folder, onPlace, breakable } = options;
  const network = createNetwork(world);
  const stores = { ...SOUND };
  const refusals = createRefusals();
  const names = createMemoryNetwork();
  const hosts = new Map<string, Host>();
  const processes = new Set<SimulatedProcess>();
  const running = new Map<SimulatedProcess, RunningService>();
  const replaced = new WeakSet<SimulatedProcess>();
  const counts = new Map<string, number>();
  const flags = new Map(services.map(({ name }): [string, FixedValues] => [name, {}]));
  const logs: string[] = [];
  let closed = false;

  /** Takes the time of a disk. What a killed process has written is kept without it. */
  const sync = () => setTimeout(world.random.between(0.1, 1));

  function createProcess(service: string): SimulatedProcess {
    const count = (counts.get(service) ?? 0) + 1;
    counts.set(service, count);
    const process = createSimulatedProcess({
      name: `${service}.${count}`,
      service,
      monotonicStartMs: world.random.whole(0, 1e9),
      onPlace,
    });
    process.clockErrorMs = world.random.whole(-60_000, 60_000);
    return process;
  }

  function open(process: SimulatedProcess) {
    const registry = createMemoryRegistry(names);
    const clients = createClients({
      registry,
      open: ({ id }) =>
        connectTo(hosts.get(id) as Host, process, { network, refusals, ...options }),
    });
    // Nobody says goodbye for a dead process: others find out that it is gone.
    process.onDeath(() => {
      processes.delete(process);
      story.tell("DIES", process.name);
      outsideProcesses(() =>
        world.schedule(world.random.between(0, 1_500), () => void registry[Symbol.asyncDispose]()),
      );
    });
    return { registry, clients };
  }

  async function start(name: string): Promise<void> {
    const definition = services.find((each) => each.name === name);
    if (definition === undefined) throw new RangeError(`No service is named "${name}"`);
    const process = createProcess(name);
    processes.add(process);
    story.tell("starts", process.name);
    const next = Promise.withResolvers<void>();
    process.onDeath(() => {
      if (closed || replaced.has(process)) return;
      const delayMs = world.random.between(0, RESTART_MS);
      outsideProcesses(() => world.schedule(delayMs, () => next.resolve(start(name))));
    });
    const { registry, clients } = open(process);
    const started = process.run(() =>
      startService(definition, {
        // No file breaks it: what does is drawn.
        env: { DATA_FOLDER: folder, SHOP: "simulation", REGISTRY: "memory", FAULTS: "0" },
        ...(breakable && { faults: fixedFaults(flags.get(name) ?? {}, world.random.next) }),
        registry,
        clients,
        listen: false,
        logTo: {
          write(line) {
            logs.push(line);
            tellLogLine(line, process, story);
          },
        },
        attach: (id, transport) => void hosts.set(id, { process, transport }),
        openDatabase: ({ name: file, ...wanted }) =>
          withStoreFaults(
            createSqliteDatabase(join(folder, `${file}.sqlite`), { ...wanted, sync }),
            process,
            world,
            stores,
          ),
      }),
    );
    const up = process.whileAlive(started).then(
      (service) => void running.set(process, service),
      (error: Error) => {
        story.tell(`cannot start: ${error.message}`, process.name);
        process.kill();
        return next.promise;
      },
    );
    await Promise.race([up, next.promise]);
  }

  return {
    network,
    stores,
    refusals,
    flags,
    logs,
    get processes() {
      return [...processes];
    },
    start,
    async stop(process) {
      if (!process.alive) return;
      story.tell("is told to stop", process.name);
      replaced.add(process);
      const service = running.get(process);
      const died = Promise.withResolvers<void>();
      process.onDeath(died.resolve);
      const stopped = process.run(async () => service?.[Symbol.asyncDispose]());
      await Promise.race([process.whileAlive(stopped), died.promise]);
      process.kill();
    },
    join(name) {
      const process = createProcess(name);
      return { process, clients: open(process).clients };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const process of [...processes]) process.kill();
    },
  };
}

/** The longest time until a process that died is started anew. */
const RESTART_MS = 3_000;
