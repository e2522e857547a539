import { join } from "node:path";
import { createDirectoryRegistry } from "./directory/directory.ts";
import { createKubernetesRegistry } from "./kubernetes/kubernetes.ts";
import type { Log } from "./log.ts";
import { isOwnAddress } from "./mdns/is-own-address.ts";
import { createMdnsRegistry } from "./mdns/mdns.ts";
import { createMemoryRegistry } from "./memory/memory.ts";
import { overlay } from "./overlay.ts";
import type { Registry } from "./registry.ts";
import { createStaticRegistry } from "./static/static.ts";
import { withTroubleLog } from "./with-trouble-log.ts";

/** The registries that there are, by the names that `REGISTRY` takes. */
export type RegistryKind = "mdns" | "kubernetes" | "memory" | "static" | "directory";

export interface RegistryOptions {
  readonly kind: RegistryKind;
  /** Keeps shops on one network apart. */
  readonly shop: string;
  /** Where the server listens; absent or loopback, nothing leaves this machine. */
  readonly host?: string | undefined;
  /** Signs announcements on a network; only what bears the same secret's mark is believed. */
  readonly secret?: string | undefined;
  /** The port of mdns: 5353, unless a test wants a network of its own. */
  readonly port?: number;
  /** Addresses by registry name, which are used whatever the registry; see `staticAddresses`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Returns the folder that the processes of a shop share on one machine. */
  readonly dataFolder: () => string;
  /** Turns the readiness that a cluster's probes ask for on and off. */
  readonly setReady: (ready: boolean) => void;
  readonly log: Log;
}

/**
 * Opens the registry that was chosen, with the given addresses over it, and logs its troubles. Rejects when it
 * cannot work here, with a message that says why.
 */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const { addresses, log } = options;
  const registry = withTroubleLog(await open(options), log);
  const names = new Set(Object.keys(addresses));
  if (names.size === 0 || registry.name === "static") return registry;
  return overlay(createStaticRegistry(addresses), names, registry);
}

async function open(options: RegistryOptions): Promise<Registry> {
  const { kind, addresses, setReady } = options;
  switch (kind) {
    case "memory":
      return createMemoryRegistry();
    case "static":
      return createStaticRegistry(addresses);
    case "mdns":
      return openMdns(options);
    case "kubernetes":
      return createKubernetesRegistry({ setReady });
    case "directory":
      return openDirectory(options);
  }
}

/** Opens mdns, or what needs no multicast where the system refuses it. */
async function openMdns(options: RegistryOptions): Promise<Registry> {
  try {
    return await createMdnsRegistry(options);
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { host } = options;
    if (host !== undefined && !(await isOwnAddress(host))) {
      throw new RangeError(`HOST is "${host}", which is no address of this machine`);
    }
    const { message } = error as Error;
    options.log.warn(`Registry [mdns] cannot work here (${message}): a folder is used instead`);
    return openDirectory(options);
  }
}

function openDirectory({ dataFolder }: RegistryOptions): Registry {
  return createDirectoryRegistry({ folder: join(dataFolder(), "instances") });
}
