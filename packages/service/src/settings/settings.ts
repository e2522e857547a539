import {
  defaultKindName,
  loadKind,
  type RegistryKind,
  registryKinds,
  staticAddresses,
} from "@hipstershop/registry";
import * as v from "valibot";
import type { ServiceDefinition } from "../definition.ts";
import { StartError } from "../start-error.ts";
import { telemetryVariables } from "../telemetry/telemetry-variables.ts";
import { allowedHosts } from "./allowed-hosts.ts";
import { baseFolder } from "./data-folder.ts";
import { secret } from "./secret.ts";
import { shopVariable } from "./shop-variable.ts";
import {
  type Config,
  choice,
  duration,
  flag,
  integer,
  namesOf,
  parseVariables,
  text,
  url,
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
  /** What REGISTRY names, and that kind's own variables. */
  readonly registry: { readonly kind: RegistryKind; readonly config: Config<Variables> };
  /** What `<NAME>_SERVICE_ADDR` variables give: "host:port" by registry name. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Parses the environment for a definition: the shared variables, the definition's own, and those
 * of the registry, whose module it loads. Rejects with a StartError that names every problem in
 * one line.
 */
export async function parseSettings(
  definition: Pick<ServiceDefinition, "variables" | "port" | "preferredPort">,
  env: Environment,
): Promise<Settings> {
  const problems: string[] = [];
  const attempt = async <T>(parse: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await parse();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(...error.message.split("\n"));
      return undefined;
    }
  };
  const shared = await attempt(() => parseVariables(sharedVariables(definition), env));
  const config = await attempt(() => parseVariables(definition.variables, env));
  const addresses = await attempt(() => staticAddresses(env));
  const registry = await attempt(async () => {
    const kind = await loadKind(env.REGISTRY || defaultKindName(env), baseFolder());
    return { kind, config: parseVariables(kind.variables ?? {}, env) };
  });
  if (!shared || !config || !addresses || !registry) throw new StartError(problems.join("; "));
  return { shared, config, addresses, registry };
}

/**
 * Returns the names of the variables that a service reads, shared ones and its own, without
 * those of the shape `<NAME>_SERVICE_ADDR`.
 */
export function variableNames(
  definition: Pick<ServiceDefinition, "port" | "preferredPort" | "variables">,
): readonly string[] {
  const kinds = registryKinds.map(({ variables = {} }) => variables);
  const all = [sharedVariables(definition), definition.variables, ...kinds];
  return ["REGISTRY", ...all.flatMap(namesOf)];
}

function sharedVariables(definition: Pick<ServiceDefinition, "port" | "preferredPort">) {
  return {
    HOST: text(),
    ALLOWED_HOSTS: allowedHosts(),
    PORT: integer({
      min: 0,
      max: 65_535,
      fallback: definition.port ?? definition.preferredPort ?? 0,
    }),
    SHOP: shopVariable(),
    SPREAD_TIME: v.optional(duration(0)),
    VERSION: v.optional(v.string(), "dev"),
    NODE_ENV: choice(["development", "production", "test"], "development"),
    LOG_LEVEL: choice(["trace", "debug", "info", "warn", "error", "fatal", "silent"], "info"),
    LOG_FORMAT: v.optional(v.picklist(["json", "pretty"], "must be json or pretty")),
    EXTRA_LATENCY: duration(0),
    IDLE_TIMEOUT: duration(65_000, "15s"),
    MAX_CALLS: integer({ min: 1, max: 1_000_000, fallback: 1_000 }),
    DATA_FOLDER: text(),
    FAULTS: v.optional(flag()),
    FLAGS_FILE: text(),
    DATABASE_URL: secret(url(["postgres:", "postgresql:"])),
    ...telemetryVariables(),
  };
}
