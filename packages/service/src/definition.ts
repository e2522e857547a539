import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import type { Faults } from "@hipstershop/faults";
import type { Instance, Registry } from "@hipstershop/registry";
import { type Clients, serviceName } from "@hipstershop/rpc";
import type { Recorder } from "@hipstershop/telemetry";
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
  /** Returns what records the work of the service, while somebody wants to know. */
  readonly recorder: () => Recorder | undefined;
  /** What is broken on purpose now. Each named fault of the service is a line in its code. */
  readonly faults: Faults;
  /** The shop's flag file, which says so. Undefined where nothing may be broken on purpose. */
  readonly flagsFile: string | undefined;
  /** Sets what `Check("<full service name>")` answers. At first it is SERVING. */
  readonly setServing: (serving: boolean) => void;
  /** Makes `Check("")`, which readiness asks for, NOT_SERVING until it is disposed. */
  readonly failReadiness: () => Disposable;
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

/** An RPC service with what answers it. */
export interface Rpc {
  readonly service: DescService;
  readonly implementation: ServiceImpl<DescService>;
}

/** What a server of several RPC services, or of RPCs and pages, is made of. */
export interface ServerDefinition<V extends Variables>
  extends Pick<
    ServiceDefinition,
    "name" | "services" | "readMaxBytes" | "port" | "preferredPort" | "guarded"
  > {
  readonly variables?: V;
  create(context: ServiceContext<V>): ServiceParts | Promise<ServiceParts>;
}

/** A service that can be served, alone in its process or together with others. */
export interface ServiceDefinition {
  /** The registry name. */
  readonly name: string;
  /** The proto services. Empty where there are only web pages. */
  readonly services: readonly DescService[];
  /** Whether it has web pages, and so a port in any case. */
  readonly pages: boolean;
  /** The longest request to its RPCs, in bytes. */
  readonly readMaxBytes?: number;
  /** The port when PORT is not set. By default any free one. */
  readonly port?: number;
  /** The port when PORT is not set and this one is free; else any free one. */
  readonly preferredPort?: number;
  /**
   * Whether browsers may ask for hosts of this machine alone in clusters and in production too: for a
   * tool that is reached by a port forward. Programs may send to it under any name. Default false.
   */
  readonly guarded?: boolean;
  /** Whether `startTogether` leaves it out in production. Default false. */
  readonly developmentOnly?: boolean;
  readonly variables: Variables;
  create(context: ServiceContext): Promise<ServiceParts>;
}

/** What a definition makes. */
export interface ServiceParts {
  /** One for each of the definition's services. */
  readonly rpcs: readonly Rpc[];
  readonly web?: PortListener;
}

/** Defines an RPC service. Its registry name comes from its proto descriptor. */
export function defineService<S extends DescService, V extends Variables = Record<never, never>>({
  service,
  create,
  ...definition
}: RpcDefinition<S, V>): ServiceDefinition {
  const server = defineServer<V>({
    ...definition,
    name: serviceName(service),
    services: [service],
    create: async (context) => ({ rpcs: [answerRpc(service, await create(context))] }),
  });
  return { ...server, pages: false };
}

/** Defines a service of web pages. */
export function defineWeb<V extends Variables = Record<never, never>>({
  create,
  ...definition
}: WebDefinition<V>): ServiceDefinition {
  return defineServer<V>({
    ...definition,
    services: [],
    create: async (context) => ({ rpcs: [], web: await create(context) }),
  });
}

/** Defines a server with a name of its own, which offers several RPC services, and pages. */
export function defineServer<V extends Variables = Record<never, never>>(
  definition: ServerDefinition<V>,
): ServiceDefinition {
  return {
    variables: {},
    ...definition,
    pages: true,
    create: async (context) => definition.create(context as unknown as ServiceContext<V>),
  };
}

/** Joins a proto service and what answers it. */
export function answerRpc<S extends DescService>(service: S, implementation: ServiceImpl<S>): Rpc {
  return { service, implementation: implementation as ServiceImpl<DescService> };
}
