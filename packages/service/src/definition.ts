import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import type { Instance, Registry } from "@hipstershop/registry";
import { type Clients, serviceName } from "@hipstershop/rpc";
import type { Logger } from "pino";
import type { ServiceDatabaseOptions } from "./open-database.ts";
import type { PortListener } from "./port/open-port.ts";
import type { Config, Variables } from "./settings/variables.ts";

/** What `create` of a definition is given. */
export interface ServiceContext<V extends Variables = Variables> {
  /** The definition's variables, parsed, checked and frozen. */
  readonly config: Config<V>;
  readonly log: Logger;
  /** Returns clients of other services, by name. */
  readonly client: Clients["client"];
  /** What finds the others; a service calls them through `client`. */
  readonly registry: Registry;
  /** Sets what `Check("<full service name>")` answers. At first it is SERVING. */
  readonly setServing: (serving: boolean) => void;
  /** Returns the folder for data that survive a restart, `.data/<SHOP>`, and makes it. */
  readonly dataFolder: () => string;
  /**
   * Opens the service's database, which is disposed with `resources`. The health of the service is
   * NOT_SERVING while it cannot be written to; the first look is over when this resolves.
   */
  readonly database: (options: ServiceDatabaseOptions) => Promise<Database>;
  /** Whether this is a development run: NODE_ENV is not production. */
  readonly development: boolean;
  /** Disposed after the last call has ended, the last opened first. */
  readonly resources: AsyncDisposableStack;
  /** Aborts when the drain begins. */
  readonly draining: AbortSignal;
  /** Resolves when the service is announced, with the announced instance. */
  readonly announced: Promise<Instance>;
}

/** An RPC service: a proto service, the variables it reads, and how to make it. */
export interface RpcDefinition<S extends DescService, V extends Variables> {
  readonly service: S;
  /** The longest request, in bytes. A longer one is RESOURCE_EXHAUSTED. Default 256 KiB. */
  readonly readMaxBytes?: number;
  readonly variables?: V;
  create(context: ServiceContext<V>): ServiceImpl<S> | Promise<ServiceImpl<S>>;
}

/** A service of web pages: a name, the variables it reads, and how to make it. */
export interface WebDefinition<V extends Variables> {
  readonly name: string;
  /** The port when PORT is not set, because people type it. Default 0, any free one. */
  readonly port?: number;
  readonly variables?: V;
  create(context: ServiceContext<V>): PortListener | Promise<PortListener>;
}

/** A service that can be served, alone in its process or together with others. */
export interface ServiceDefinition {
  /** The registry name. */
  readonly name: string;
  /** The proto service. Absent for a service of web pages. */
  readonly service?: DescService;
  /** The longest request to it, in bytes. */
  readonly readMaxBytes?: number;
  /** The port when PORT is not set. By default any free one. */
  readonly port?: number;
  readonly variables: Variables;
  create(context: ServiceContext): Promise<ServiceParts>;
}

/** What a definition makes: one of the two. */
export interface ServiceParts {
  readonly implementation?: ServiceImpl<DescService>;
  readonly web?: PortListener;
}

/** Defines an RPC service. Its registry name comes from its proto descriptor. */
export function defineService<S extends DescService, V extends Variables = Record<never, never>>(
  definition: RpcDefinition<S, V>,
): ServiceDefinition {
  return {
    variables: {},
    ...definition,
    name: serviceName(definition.service),
    create: async (context) => ({
      implementation: (await definition.create(
        context as unknown as ServiceContext<V>,
      )) as ServiceImpl<DescService>,
    }),
  };
}

/** Defines a service of web pages. */
export function defineWeb<V extends Variables = Record<never, never>>(
  definition: WebDefinition<V>,
): ServiceDefinition {
  return {
    variables: {},
    ...definition,
    create: async (context) => ({
      web: await definition.create(context as unknown as ServiceContext<V>),
    }),
  };
}
