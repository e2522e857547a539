import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Instance, Registry } from "@hipstershop/registry";
import { type Clients, serviceName } from "@hipstershop/rpc";
import type { Logger } from "pino";
import type { PortListener } from "./port/open-port.ts";
import type { Config, Variables } from "./settings/variables.ts";

/** What a definition is given to build its implementation from. */
export interface ServiceContext<V extends Variables = Variables> {
  /** The definition's variables, parsed, checked and frozen. */
  readonly config: Config<V>;
  readonly log: Logger;
  /** Returns clients of other services, by name. */
  readonly client: Clients["client"];
  /** What finds the others; a service calls them through `client`. */
  readonly registry: Registry;
  /** Sets what `Check("<full service name>")` answers; SERVING until it is told otherwise. */
  readonly setServing: (serving: boolean) => void;
  /** The folder for what must outlive a restart: `.data/<SHOP>`, made when first asked for. */
  readonly dataFolder: () => string;
  /** Whether this is a development run: anything but NODE_ENV=production. */
  readonly development: boolean;
  /** Disposed last opened first, after the last call has ended. */
  readonly resources: AsyncDisposableStack;
  /** Aborts when the drain begins. */
  readonly draining: AbortSignal;
  /** Resolves once the service is announced, with what it is announced as. */
  readonly announced: Promise<Instance>;
}

/** An RPC service: a proto service, the variables it reads, and how to make one. */
export interface RpcDefinition<S extends DescService, V extends Variables> {
  readonly service: S;
  /** The longest request, in bytes: a longer one is RESOURCE_EXHAUSTED. Default 4 MiB, as in gRPC. */
  readonly readMaxBytes?: number;
  readonly variables?: V;
  create(context: ServiceContext<V>): ServiceImpl<S> | Promise<ServiceImpl<S>>;
}

/** A service of web pages: a name, the variables it reads, and how to make one. */
export interface WebDefinition<V extends Variables> {
  readonly name: string;
  /** The port where PORT is not set, for people type it. Default 0, any free one. */
  readonly port?: number;
  readonly variables?: V;
  create(context: ServiceContext<V>): PortListener | Promise<PortListener>;
}

/** A service ready to be served, alone in its process or beside the others. */
export interface ServiceDefinition {
  /** The registry name. */
  readonly name: string;
  /** What it implements; absent for a service of web pages. */
  readonly service?: DescService;
  /** The longest request to it, in bytes. */
  readonly readMaxBytes?: number;
  /** The port where PORT is not set; absent, any free one. */
  readonly port?: number;
  readonly variables: Variables;
  create(context: ServiceContext): Promise<ServiceParts>;
}

/** What a definition makes: the one or the other. */
export interface ServiceParts {
  readonly implementation?: ServiceImpl<DescService>;
  readonly web?: PortListener;
}

/** Defines an RPC service. Its registry name comes from its proto descriptor. */
export function defineService<S extends DescService, V extends Variables = Record<never, never>>(
  definition: RpcDefinition<S, V>,
): ServiceDefinition {
  return {
    name: serviceName(definition.service),
    service: definition.service,
    ...(definition.readMaxBytes !== undefined && { readMaxBytes: definition.readMaxBytes }),
    variables: definition.variables ?? {},
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
    name: definition.name,
    ...(definition.port !== undefined && { port: definition.port }),
    variables: definition.variables ?? {},
    create: async (context) => ({
      web: await definition.create(context as unknown as ServiceContext<V>),
    }),
  };
}
