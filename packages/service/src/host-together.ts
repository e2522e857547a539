import { type Instance, memory } from "@hipstershop/registry";
import type { DestinationStream } from "pino";
import type { ServiceDefinition } from "./definition.ts";
import { type Hosted, type HostOptions, host } from "./host.ts";
import { createLocalNetwork } from "./local-network.ts";
import { openRegistry } from "./open-registry.ts";
import { type Environment, parseSettings } from "./settings/settings.ts";

export interface HostTogetherOptions {
  /** The variables that the services read. PORT is the port of the pages; REGISTRY is of no account. */
  readonly env: Environment;
  /** Whether RPC services can be called from outside too. Default false. */
  readonly expose?: boolean;
  /** Where the log goes, as JSON; by default to standard output. */
  readonly logTo?: DestinationStream;
}

/** In one process there is nothing that a registry could have to say. */
const SILENT = { info() {}, warn() {} };

/** Services that run in one process. Disposing them drains all, the pages first. */
export interface HostedTogether extends AsyncDisposable {
  readonly instances: readonly Instance[];
}

/**
 * Starts services in one process: found in a memory registry, called without the network.
 * Throws what `host` throws for the first that cannot start; it then leaves nothing open.
 */
export async function hostTogether(
  definitions: readonly ServiceDefinition[],
  options: HostTogetherOptions,
): Promise<HostedTogether> {
  const { expose = false, logTo } = options;
  const { REGISTRY: _, ...env } = options.env;
  const settings = await parseSettings({ variables: {} }, env);
  await using opened = new AsyncDisposableStack();
  const registry = opened.use(
    await openRegistry({ ...settings, registry: { kind: memory, config: {} } }, SILENT),
  );
  const network = opened.use(createLocalNetwork(registry));
  const shared = { ...network, ...(logTo && { logTo }) };

  async function start(chosen: readonly ServiceDefinition[], hosting: HostOptions) {
    const results = await Promise.allSettled(chosen.map((each) => host(each, hosting)));
    const started: Hosted[] = [];
    for (const result of results) {
      if (result.status === "fulfilled") started.push(opened.use(result.value));
    }
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
    return started.map(({ instance }) => instance);
  }

  const { PORT: _port, ...withoutPort } = env;
  const rpc = definitions.filter(({ service }) => service !== undefined);
  const web = definitions.filter(({ service }) => service === undefined);
  const instances = [
    ...(await start(rpc, { ...shared, env: withoutPort, listen: expose })),
    ...(await start(web, { ...shared, env })),
  ];
  const running = opened.move();
  return { instances, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
