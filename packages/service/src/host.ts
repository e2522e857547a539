import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Code, ConnectError, type ConnectRouter, createConnectRouter } from "@connectrpc/connect";
import { Health as HealthService } from "@hipstershop/proto/grpc/health/v1/health";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { ServerReflection as ServerReflectionAlpha } from "@hipstershop/proto/grpc/reflection/v1alpha/reflection";
import type { Instance, Registry } from "@hipstershop/registry";
import { type Clients, createClients } from "@hipstershop/rpc";
import type { DestinationStream } from "pino";
import { announcedAddress } from "./announced-address.ts";
import { createCallPolicy } from "./call-policy.ts";
import { createLogger } from "./create-logger.ts";
import { dataFolder } from "./data-folder.ts";
import type { ServiceDefinition } from "./definition.ts";
import { createHealth, type Health } from "./health.ts";
import { openPort } from "./open-port.ts";
import { openRegistry } from "./open-registry.ts";
import { createReflection } from "./reflection.ts";
import { createRpcListener } from "./rpc-listener.ts";
import { type Environment, parseSettings, type SharedConfig } from "./settings.ts";

export interface HostOptions {
  /** The variables that the service reads. */
  readonly env: Environment;
  /** Where the service is announced and finds others; by default what REGISTRY names. Stays its owner's. */
  readonly registry?: Registry;
  /** How the service calls others; by default over the network. Stays its owner's. */
  readonly clients?: Clients;
  /** Where the log goes, as JSON; by default to standard output. */
  readonly logTo?: DestinationStream;
  /** How long calls in flight may take when the service stops, in milliseconds. Default 20,000. */
  readonly graceMs?: number;
}

/**
 * A service that is announced and takes calls. Disposing it drains it: NOT_SERVING and
 * withdrawn, then a while for that to spread, then the port closes, the calls in flight end
 * and what the service holds is released.
 */
export interface Hosted extends AsyncDisposable {
  readonly instance: Instance;
}

/** How long a withdrawal takes to reach every caller, by the registry that spreads it. */
const SPREAD_MS: Readonly<Record<string, number>> = {
  mdns: 100,
  directory: 100,
  kubernetes: 5_000,
};

/** How long a call that nobody waits for any more may take to notice. */
const ABANDONED_MS = 1_000;

/** Longer messages are refused with RESOURCE_EXHAUSTED: 4 MiB, as gRPC servers do. */
const READ_MAX_BYTES = 4 * 1024 * 1024;

/**
 * Starts a service and announces it. Throws a StartError when a variable is bad or its port
 * cannot be opened, and what the definition's `create` throws; it then leaves nothing open.
 */
export async function host(definition: ServiceDefinition, options: HostOptions): Promise<Hosted> {
  const { graceMs = 20_000 } = options;
  const settings = parseSettings(definition, options.env);
  const { shared } = settings;
  const log = await createLogger(definition.name, shared, options.logTo);
  const health = createHealth(definition.service?.typeName);
  const folder = dataFolder(shared);

  // Opened from the outside in: to stop is to dispose in the opposite order.
  await using opened = new AsyncDisposableStack();
  const registry =
    options.registry ??
    opened.use(await openRegistry(settings, { log, folder, setReady: health.setReady }));
  const clients = options.clients ?? opened.use(createClients({ registry }));
  const resources = opened.use(new AsyncDisposableStack());
  const calls = createCallPolicy({ log, extraLatencyMs: shared.EXTRA_LATENCY });
  // The port's grace is over by then, so what still runs has lost its caller.
  opened.defer(() => Promise.race([calls.idle(), wait(ABANDONED_MS, undefined, { ref: false })]));

  const draining = new AbortController();
  const announced = Promise.withResolvers<Instance>();
  const parts = await definition.create({
    config: settings.config,
    log,
    client: (service, clientOptions) => clients.client(service, clientOptions),
    registry,
    setServing: health.setServing,
    dataFolder() {
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    development: shared.NODE_ENV !== "production",
    resources,
    draining: draining.signal,
    announced: announced.promise,
  });

  const closing = new AbortController();
  const router = createConnectRouter({ acceptCompression: [], readMaxBytes: READ_MAX_BYTES });
  if (definition.service && parts.implementation) {
    router.service(definition.service, calls.apply(definition.service, parts.implementation));
  }
  addServerServices(router, health, closing.signal);
  const port = opened.use(
    await openPort(createRpcListener(router, { log, web: parts.web }), {
      host: shared.HOST ?? defaultHost(shared.REGISTRY),
      port: shared.PORT,
      draining: draining.signal,
      graceMs,
    }),
  );
  const registration = await registry.register({
    id: `${definition.name}-${randomBytes(4).toString("hex")}`,
    service: definition.name,
    address: announcedAddress(port.address),
    version: shared.VERSION,
    metadata: { started: new Date().toISOString() },
  });
  const { instance } = registration;
  announced.resolve(instance);
  opened.defer(async () => {
    health.setReady(false);
    draining.abort();
    await registration[Symbol.asyncDispose]();
    await wait(SPREAD_MS[registry.name] ?? 0);
    closing.abort(new ConnectError("the server is stopping", Code.Unavailable));
  });
  health.setReady(true);
  log.info(`Registry [${registry.name}] Registering node: ${instance.id} at ${instance.address}`);
  const running = opened.move();
  let stopped: Promise<void> | undefined;
  return {
    instance,
    async [Symbol.asyncDispose]() {
      stopped ??= running.disposeAsync();
      await stopped;
    },
  };
}

/** What every server offers besides its own: health and reflection. */
function addServerServices(router: ConnectRouter, health: Health, closing: AbortSignal): void {
  // A watch has no end of its own, so closing ends it.
  const options = { shutdownSignal: closing };
  router.service(HealthService, health.implementation, options);
  const served = [...new Set(router.handlers.map((handler) => handler.service.typeName))];
  const names = [...served, ServerReflection.typeName, ServerReflectionAlpha.typeName];
  const reflection = createReflection(names);
  router.service(ServerReflection, reflection.v1, options);
  router.service(ServerReflectionAlpha, reflection.v1alpha, options);
}

/** A laptop lets no one else in unless HOST says so; in a cluster others must come in. */
function defaultHost(registry: SharedConfig["REGISTRY"]): string | undefined {
  return registry === "kubernetes" || registry === "static" ? undefined : "127.0.0.1";
}
