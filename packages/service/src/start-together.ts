import { type Instance, memory } from "@hipstershop/registry";
import { createClients } from "@hipstershop/rpc";
import {
  type InstanceTransport,
  type OpenTransport,
  openFastTransport,
} from "@hipstershop/transport";
import type { DestinationStream } from "pino";
import type { ServiceDefinition } from "./definition.ts";
import { openRegistry } from "./open-registry.ts";
import { type Environment, parseSettings } from "./settings/settings.ts";
import { type RunningService, type StartOptions, startService } from "./start-service.ts";

export interface StartTogetherOptions {
  /** The variables that the services read. PORT is the port of the pages. REGISTRY is not used. */
  readonly env: Environment;
  /** Whether RPC services can be called from outside too. Default false. */
  readonly expose?: boolean;
  /** Where the log goes, as JSON. By default to standard output. */
  readonly logTo?: DestinationStream;
}

/** Services that run in one process. To dispose them drains all, the pages first. */
export interface RunningServices extends AsyncDisposable {
  readonly instances: readonly Instance[];
}

/**
 * Starts services in one process. They are found in a memory registry and called without the
 * network. Throws what `startService` throws for the first that cannot start. Then nothing stays
 * open.
 */
export async function startTogether(
  definitions: readonly ServiceDefinition[],
  options: StartTogetherOptions,
): Promise<RunningServices> {
  const { expose = false, logTo } = options;
  const { REGISTRY: _, ...env } = options.env;
  const settings = await parseSettings({ variables: {} }, env);
  await using opened = new AsyncDisposableStack();
  const registry = opened.use(
    await openRegistry({ ...settings, registry: { kind: memory, config: {} } }),
  );
  const transports = new Map<string, InstanceTransport>();
  // What is announced and not hosted here is a false instance: see registryFalseInstance.
  const open: OpenTransport = (target) => transports.get(target.id) ?? openFastTransport(target);
  const clients = opened.use(createClients({ registry, open }));
  const attach: StartOptions["attach"] = (id, transport) => void transports.set(id, transport);
  const shared = { registry, clients, attach, ...(logTo && { logTo }) };

  async function start(chosen: readonly ServiceDefinition[], hosting: Omit<StartOptions, "env">) {
    const results = await Promise.allSettled(
      chosen.map((each) => startService(each, { ...hosting, env: envOf(each) })),
    );
    const started: RunningService[] = [];
    for (const result of results) {
      if (result.status === "fulfilled") started.push(opened.use(result.value));
    }
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return started.map(({ instance }) => instance);
  }

  // PORT is for what people open. Zero is for all: then nothing takes a port that is known.
  const { PORT, ...others } = env;
  const envOf = ({ port }: ServiceDefinition) =>
    port !== undefined || PORT === "0" ? env : others;
  const isProduction = settings.shared.NODE_ENV === "production";
  const wanted = definitions.filter(({ developmentOnly }) => !(developmentOnly && isProduction));
  const rpc = wanted.filter(({ pages }) => !pages);
  const web = wanted.filter(({ pages }) => pages);
  const instances = [
    ...(await start(rpc, { ...shared, listen: expose })),
    ...(await start(web, shared)),
  ];
  const running = opened.move();
  return { instances, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
