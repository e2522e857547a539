import { Code } from "@connectrpc/connect";
import type { Registry } from "@hipstershop/registry";
import type { Logger } from "pino";
import type { Rpc, ServiceDefinition, ServiceParts } from "./definition.ts";
import { openPort, type Port, type PortListener } from "./port/open-port.ts";
import { createOwnHosts } from "./port/own-hosts.ts";
import { refuse } from "./port/refuse.ts";
import { createServerListener } from "./rpc/server-listener.ts";
import type { Environment, SharedConfig } from "./settings/settings.ts";
import type { ServiceTelemetry } from "./telemetry/create-service-telemetry.ts";
import { withMetrics } from "./telemetry/with-metrics.ts";

export interface OpenPortsOptions {
  readonly env: Environment;
  readonly shared: SharedConfig;
  /** Those of the registry by which callers find the service. */
  readonly traits: Registry["traits"];
  /** What every server offers beside its own RPCs. */
  readonly serverRpcs: readonly Rpc[];
  readonly log: Logger;
  readonly metrics: ServiceTelemetry["metrics"];
  /** Whether the service's own port is opened. */
  readonly listen: boolean;
  readonly fastPath: boolean;
  /** Aborts when the drain begins. */
  readonly draining: AbortSignal;
  /** Aborts when streams of health and reflection end. */
  readonly closing: AbortSignal;
  /** How long callers may come after the drain has begun, in milliseconds. */
  readonly spreadMs: number;
  /** How long calls in flight may take when the port closes, in milliseconds. */
  readonly graceMs: number;
  /** Closes the ports. */
  readonly opened: AsyncDisposableStack;
}

/** Five times what a withdrawal takes on a quiet machine, for callers on a busy one. */
const IDLE_MS = 500;

/** Answers a path that is not there. */
const refuseAll: PortListener = (request, response) =>
  refuse(request, response, { status: 404, code: Code.Unimplemented, message: "see /metrics" });

/**
 * Opens the port of a service, and a second one for the metrics of a service with pages where
 * METRICS_PORT is set. Returns the service's own. Throws a StartError when one cannot be opened.
 */
export async function openPorts(
  definition: ServiceDefinition,
  parts: ServiceParts,
  options: OpenPortsOptions,
): Promise<Port | undefined> {
  const { env, shared, traits, metrics, listen, spreadMs, opened } = options;
  const { serverRpcs, log, fastPath, draining, closing, graceMs } = options;
  const development = shared.NODE_ENV !== "production";
  const portOptions = {
    // A laptop lets nobody else in unless HOST says so. In a cluster others must come in.
    host: shared.HOST ?? (traits?.reach === "network" ? undefined : "127.0.0.1"),
    draining,
    graceMs,
    idleMs: spreadMs > 0 ? IDLE_MS : 0,
    warn: (message: string) => log.warn(message),
    keepAliveMs: shared.IDLE_TIMEOUT,
  };

  async function openOwn(): Promise<Port> {
    // In a cluster and in production the platform decides which hosts lead here.
    const isOwnHost =
      definition.guarded || (development && !env.KUBERNETES_SERVICE_HOST)
        ? createOwnHosts(shared.ALLOWED_HOSTS)
        : undefined;
    // It takes a third of the start, in vain where nobody listens.
    const { listener, ...strict } = createServerListener(definition, parts, {
      serverRpcs,
      log,
      closing,
      fastPath,
      isOwnHost,
      // Everybody can see a port with pages.
      metrics: definition.pages && !development ? undefined : metrics,
    });
    const orAnyPort = definition.preferredPort !== undefined && !env.PORT;
    return opened.use(
      await openPort(listener, { ...portOptions, ...strict, port: shared.PORT, orAnyPort }),
    );
  }

  const port = listen ? await openOwn() : undefined;
  if (definition.pages && shared.METRICS_PORT !== undefined) {
    const alone = withMetrics(refuseAll, metrics);
    opened.use(await openPort(alone, { ...portOptions, port: shared.METRICS_PORT }));
  }
  return port;
}
