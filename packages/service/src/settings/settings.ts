import { staticAddresses } from "@hipstershop/registry";
import * as v from "valibot";
import type { ServiceDefinition } from "../definition.ts";
import { StartError } from "../start-error.ts";
import { allowedHosts } from "./allowed-hosts.ts";
import { shopVariable } from "./shop-variable.ts";
import {
  type Config,
  choice,
  duration,
  integer,
  parseVariables,
  text,
  type Variables,
} from "./variables.ts";

/** The environment of a process, or an object in its place. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that every service reads; docs/configuration.md explains each. */
export type SharedConfig = Config<ReturnType<typeof sharedVariables>>;

/** What the environment says to a service. */
export interface Settings {
  readonly shared: SharedConfig;
  /** The definition's own variables. */
  readonly config: Config<Variables>;
  /** What `<NAME>_SERVICE_ADDR` variables give: "host:port" by registry name. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Parses the environment for a definition: the shared variables and the definition's own. Throws
 * a StartError that names every problem in one line.
 */
export function parseSettings(
  definition: Pick<ServiceDefinition, "variables" | "port">,
  env: Environment,
): Settings {
  const problems: string[] = [];
  const attempt = <T>(parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(...error.message.split("\n"));
      return undefined;
    }
  };
  const shared = attempt(() => parseVariables(sharedVariables(definition, env), env));
  const config = attempt(() => parseVariables(definition.variables, env));
  const addresses = attempt(() => staticAddresses(env));
  if (!shared || !config || !addresses) throw new StartError(problems.join("; "));
  return { shared, config, addresses };
}

/**
 * Returns the names of the variables that a service reads, shared ones and its own, without
 * those of the shape `<NAME>_SERVICE_ADDR`.
 */
export function variableNames(
  definition: Pick<ServiceDefinition, "port" | "variables">,
): readonly string[] {
  return Object.keys({ ...sharedVariables(definition, {}), ...definition.variables });
}

const REGISTRIES = ["mdns", "kubernetes", "memory", "static", "directory"] as const;

function sharedVariables(definition: Pick<ServiceDefinition, "port">, env: Environment) {
  return {
    HOST: text(),
    ALLOWED_HOSTS: allowedHosts(),
    PORT: integer({ min: 0, max: 65_535, fallback: definition.port ?? 0 }),
    SHOP: shopVariable(),
    // Every pod has KUBERNETES_SERVICE_HOST.
    REGISTRY: choice(REGISTRIES, env.KUBERNETES_SERVICE_HOST ? "kubernetes" : "mdns"),
    REGISTRY_SECRET: text(),
    VERSION: v.optional(v.string(), "dev"),
    NODE_ENV: choice(["development", "production", "test"], "development"),
    LOG_LEVEL: choice(["trace", "debug", "info", "warn", "error", "fatal", "silent"], "info"),
    LOG_FORMAT: v.optional(v.picklist(["json", "pretty"], "must be json or pretty")),
    EXTRA_LATENCY: duration(0),
    IDLE_TIMEOUT: duration(65_000, "15s"),
    MAX_CALLS: integer({ min: 1, max: 1_000_000, fallback: 1_000 }),
    DATA_FOLDER: text(),
  };
}
