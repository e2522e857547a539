import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Faults } from "@hipstershop/faults";
import type { Instance, Registry } from "@hipstershop/registry";
import { type Clients, createClients } from "@hipstershop/rpc";
import {
  type InstanceTransport,
  openFastTransport,
  openStockTransport,
} from "@hipstershop/transport";
import type { DestinationStream } from "pino";
import type { ServiceDefinition } from "./definition.ts";
import { breakInstance } from "./faults/break-instance.ts";
import { fillableDatabase } from "./faults/fillable-database.ts";
import { flagsFile } from "./faults/flags-file.ts";
import { noFaults } from "./faults/no-faults.ts";
import { openServiceFaults } from "./faults/open-service-faults.ts";
import { createHealth } from "./health/health.ts";
import { watchStore } from "./health/watch-store.ts";
import { createCalleeLog } from "./log/callee-log.ts";
import { createLogger } from "./log/create-logger.ts";
import { logSlowDrain } from "./log/log-slow-drain.ts";
import { createDatabaseOpener, type OpenDatabase } from "./open-database.ts";
import { openPorts } from "./open-ports.ts";
import { openRegistry } from "./open-registry.ts";
import { announcedAddress } from "./port/announced-address.ts";
import { createCallPolicy } from "./rpc/call-policy.ts";
import { createLocalTransports } from "./rpc/local-transports.ts";
import { serverRpcs } from "./rpc/server-rpcs.ts";
import { createTimeLimit } from "./rpc/time-limit.ts";
import { makeDataFolder } from "./settings/data-folder.ts";
import { type Environment, parseSettings } from "./settings/settings.ts";
import { createServiceTelemetry } from "./telemetry/create-service-telemetry.ts";
import { recordDatabase } from "./telemetry/record-database.ts";
import { clientMetrics, connectionMetrics } from "./telemetry/service-metrics.ts";

export interface StartOptions {
  /** The variables that the service reads. */
  readonly env: Environment;
  /** Where it is announced and finds others. Not disposed. By default what REGISTRY names. */
  readonly registry?: Registry;
  /** Opens the service's databases. By default as DATABASE_URL and DATA_FOLDER say. */
  readonly openDatabase?: OpenDatabase;
  /** What breaks the service on purpose. Not disposed. By default what the flag file says. */
  readonly faults?: Faults;
  /** How the service calls others. Not disposed. By default over the network. */
  readonly clients?: Clients;
  /** Given the transport that calls the service without the network, before it is announced. */
  readonly attach?: (instanceId: string, transport: InstanceTransport) => void;
  /** Whether a port is opened. Default true. */
  readonly listen?: boolean;
  /** Whether unary calls, in and out, bypass connect-node when they can. Default true. */
  readonly fastPath?: boolean;
  /** Where the log goes, as JSON. By default to standard output. */
  readonly logTo?: DestinationStream;
  /** How long calls in flight may take when the service stops, in milliseconds. Default 20,000. */
  readonly graceMs?: number;
}

/**
 * A service that is announced and takes calls. To dispose it drains it: it is NOT_SERVING and
 * withdrawn, waits until callers can know that, closes its port, lets the calls in flight end,
 * and releases what it holds.
 */
export interface RunningService extends AsyncDisposable {
  readonly instance: Instance;
}

/** How long a call may take to notice that its caller has gone. */
const ABANDONED_MS = 1_000;

/** The address of a service without a port. */
const NO_ADDRESS = "in-process:1";

/**
 * Starts a service and announces it. Throws a StartError when a variable is bad or the port
 * cannot be opened, and what the definition's `create` throws. Then nothing stays open.
 */
export async function startService(
  definition: ServiceDefinition,
  options: StartOptions,
): Promise<RunningService> {
  const { attach, listen = true, fastPath = true, graceMs = 20_000 } = options;
  const settings = await parseSettings(definition, options.env);
  const { shared } = settings;
  const telemetry = createServiceTelemetry(shared);
  const log = await createLogger(definition.name, shared, options.logTo, telemetry.tap);
  const health = createHealth(definition.services.map(({ typeName }) => typeName));

  // Opened from the outside in: to stop is to dispose in the opposite order.
  await using opened = new AsyncDisposableStack();
  opened.use(telemetry);
  let instance: Instance | undefined;
  const breaking = { service: definition.name, instance: () => instance?.id, log };
  const flags = flagsFile(shared);
  const opens = options.faults ? undefined : await openServiceFaults(shared, breaking);
  if (opens) opened.use(opens);
  const faults = options.faults ?? opens;
  let isGoodbyeLost = false;
  const registry = options.registry ?? (await openRegistry(settings, log));
  if (!options.registry) {
    opened.defer(async () => {
      // To dispose it would withdraw the instance.
      if (!isGoodbyeLost) await registry[Symbol.asyncDispose]();
    });
  }
  const { traits } = registry;
  const spreadMs = shared.SPREAD_TIME ?? traits?.spreadMs ?? 0;
  const open = fastPath ? openFastTransport : openStockTransport;
  const clients =
    options.clients ?? opened.use(createClients({ registry, open, onEnd: createCalleeLog(log) }));
  const resources = opened.use(new AsyncDisposableStack());
  const development = shared.NODE_ENV !== "production";
  const calls = createCallPolicy({
    log,
    extraLatencyMs: shared.EXTRA_LATENCY,
    maxCalls: shared.MAX_CALLS,
    recorder: telemetry.recorder,
    faults,
  });
  let graceEnd = 0;
  opened.defer(async () => {
    const leftMs = Math.max(0, graceEnd - performance.now() + ABANDONED_MS);
    await Promise.race([calls.idle(), wait(leftMs, undefined, { ref: false })]);
  });

  const draining = new AbortController();
  const announced = Promise.withResolvers<Instance>();
  const { openDatabase = createDatabaseOpener(shared) } = options;
  const watching = { log, setServing: health.setServing, resources };
  const parts = await definition.create({
    config: settings.config,
    log,
    client: (service, clientOptions) =>
      clients.client(service, { watcher: telemetry.recorder, ...clientOptions }),
    recorder: telemetry.recorder,
    registry,
    faults: faults ?? noFaults,
    flagsFile: flags,
    setServing: health.setServing,
    failReadiness: health.failReadiness,
    dataFolder: () => makeDataFolder(shared),
    async database({ watched = true, ...wanted }) {
      const own = resources.use(openDatabase({ ...wanted, createTimeLimit }));
      const database = faults ? fillableDatabase(own, faults) : own;
      if (watched)
        await watchStore(watching, { name: database.kind, check: () => database.check() });
      return recordDatabase(database, wanted.name, telemetry.recorder);
    },
    development,
    resources,
    draining: draining.signal,
    announced: announced.promise,
  });

  const rpcs = parts.rpcs.map(({ service, implementation }) => ({
    service,
    implementation: calls.apply(service, implementation),
  }));
  const always = serverRpcs(rpcs, health);
  const closing = new AbortController();
  const port = await openPorts(
    definition,
    { ...parts, rpcs },
    {
      env: options.env,
      shared,
      traits,
      serverRpcs: always,
      log,
      metrics: telemetry.metrics,
      listen,
      fastPath,
      draining: draining.signal,
      closing: closing.signal,
      spreadMs,
      graceMs,
      opened,
    },
  );
  const id = `${definition.name}-${randomBytes(4).toString("hex")}`;
  attach?.(id, createLocalTransports([...rpcs, ...always]));
  const registration = await registry.register({
    id,
    service: definition.name,
    address: port ? announcedAddress(port.address) : NO_ADDRESS,
    version: shared.VERSION,
    metadata: {
      started: new Date().toISOString(),
      // By which "npm run dev" knows it.
      ...(development && { pid: String(process.pid) }),
    },
  });
  instance = registration.instance;
  announced.resolve(instance);
  opened.defer(async () => {
    await opens?.look();
    isGoodbyeLost = (await faults?.isOn("registryLostGoodbye")) ?? false;
    if (!isGoodbyeLost) health.setReady(false);
    draining.abort();
    if (!isGoodbyeLost) await registration[Symbol.asyncDispose]();
    await wait(spreadMs);
    graceEnd = performance.now() + graceMs;
    closing.abort(new ConnectError("the server is stopping", Code.Unavailable));
  });
  health.setReady(true);
  const at = `${instance.id} at ${instance.address}`;
  const unheard = traits?.announces === "nothing" ? ` (${traits.name} announces nothing)` : "";
  log.info(`Registry [${registry.name}] Registering node: ${at}${unheard}`);
  if (opens && flags) await breakInstance(opens, { path: flags, registry, instance });
  const alone = options.clients === undefined;
  telemetry.start(instance, {
    registry,
    alone,
    metrics: [
      ...(port ? connectionMetrics(() => port.connections) : []),
      // Those of a process belong to all its services: each would tell of all of them.
      ...(alone ? clientMetrics(clients) : []),
    ],
  });
  const running = opened.move();
  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    using _slow = logSlowDrain(log, spreadMs, () => ({
      connections: port?.connections ?? 0,
      requests: port?.requests ?? 0,
      calls: calls.running(),
    }));
    await running.disposeAsync();
  }
  return {
    instance,
    async [Symbol.asyncDispose]() {
      stopped ??= stop();
      await stopped;
    },
  };
}
