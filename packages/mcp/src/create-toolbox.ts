import { setTimeout as delay } from "node:timers/promises";
import { createFileRegistry, type JsonObject } from "@bufbuild/protobuf";
import { ServerReflection } from "@hipstershop/proto/grpc/reflection/v1/reflection";
import { isOfEveryServer, type Reflected, reflect } from "@hipstershop/reflection";
import type { Registry } from "@hipstershop/registry";
import { type CallWatcher, type Clients, OBSERVER } from "@hipstershop/rpc";
import { type CallOutcome, callRpc } from "./call-rpc.ts";
import { type RpcTool, rpcTools } from "./rpc-tool.ts";

/** The RPCs of all services that run now, as tools. */
export interface Toolbox {
  /** Returns the tools, sorted by name: of each service what one of its instances says. */
  list(): Promise<readonly RpcTool[]>;
  /** Calls a tool. That it is not there is an outcome too. */
  call(name: string, input: JsonObject, signal?: AbortSignal): Promise<CallOutcome>;
  /** Calls back after each change of the tools, within about two seconds, until the signal aborts. */
  follow(onChange: () => void, signal: AbortSignal): Promise<void>;
}

export interface ToolboxOptions {
  readonly registry: Registry;
  readonly client: Clients["client"];
  /** Returns what is told of a call, and makes its trace. By default none is made. */
  readonly watcher?: () => CallWatcher | undefined | Promise<CallWatcher | undefined>;
}

interface Service {
  /** The ids of the instances that it was asked of. */
  readonly ids: string;
  readonly tools: readonly RpcTool[];
  readonly files: Reflected["files"];
  /** Until when that counts while they are the same, by `performance.now()`. */
  readonly untilMs: number;
}

/** How long a service may take to say what it offers, in milliseconds: at its start it has much to do. */
const REFLECT_MS = 5_000;
const FOLLOW_MS = 1_000;
/** When one that did not is asked again: it may be frozen, and would hold up every list. */
const ASK_AGAIN_MS = 5_000;

/** What is OpenTelemetry's is for programs alone. */
const OF_PROGRAMS = /^opentelemetry\./;

/**
 * Creates the tools of the services that a registry knows. A service is asked what it offers when it
 * is first seen, and again when its instances are others. One that does not say has no tools.
 */
export function createToolbox(options: ToolboxOptions): Toolbox {
  const { registry, client } = options;
  const known = new Map<string, Service>();

  async function look(name: string): Promise<Service | undefined> {
    const instances = await registry.getService(name);
    if (instances.length === 0) return undefined;
    const ids = instances.map(({ id }) => id).join();
    const before = known.get(name);
    if (before?.ids === ids && performance.now() < before.untilMs) return before;
    const service = { ids, ...(await ask(name).catch(silent)) };
    known.set(name, service);
    return service;
  }

  async function ask(name: string): Promise<Omit<Service, "ids">> {
    const asking = client(ServerReflection, { name, waitMs: REFLECT_MS });
    const { services, files } = await reflect(asking, { timeoutMs: REFLECT_MS });
    const offered = services.filter(
      (desc) => !isOfEveryServer(desc) && !OF_PROGRAMS.test(desc.typeName),
    );
    return { tools: rpcTools(name, offered), files, untilMs: Number.POSITIVE_INFINITY };
  }

  async function lookAtAll(): Promise<readonly Service[]> {
    const names = await registry.listServices();
    const services = await Promise.all(names.map(look));
    for (const name of known.keys()) if (!names.includes(name)) known.delete(name);
    return services.filter((service) => service !== undefined);
  }

  const list = async () => sorted(await lookAtAll());

  return {
    list,
    async call(name, input, signal) {
      const isIt = ({ tool }: RpcTool) => tool.name === name;
      // Who calls has seen the list, so a service that is slow to say what it offers is not asked.
      const found = sorted([...known.values()]).find(isIt) ?? (await list()).find(isIt);
      if (!found) return { failed: true, text: unknown(name, [...known.keys()]) };
      const { service } = found;
      const messages = known.get(service)?.files ?? createFileRegistry();
      const watcher = await options.watcher?.();
      const making = { client, messages, watcher, signal };
      const { traceId, ...outcome } = await callRpc(found, input, making);
      // Only the observer has traces.
      return traceId && known.has(OBSERVER) ? { ...outcome, traceId } : outcome;
    },
    async follow(onChange, signal) {
      let before: string | undefined;
      while (!signal.aborted) {
        const tools = await list().catch(() => undefined);
        const now = tools && JSON.stringify(tools.map(({ tool }) => tool));
        if (now !== undefined && before !== undefined && now !== before) onChange();
        before = now ?? before;
        await delay(FOLLOW_MS, undefined, { signal, ref: false }).catch(() => {});
      }
    },
  };
}

/** What is known of a service that did not say what it offers. */
function silent(): Omit<Service, "ids"> {
  return { tools: [], files: createFileRegistry(), untilMs: performance.now() + ASK_AGAIN_MS };
}

/** Returns the tools of services by name. A name that comes twice is always that of the same service. */
function sorted(services: readonly Service[]): readonly RpcTool[] {
  const tools = services.flatMap((service) => service.tools);
  const key = ({ tool, service }: RpcTool) => `${tool.name} ${service}`;
  const byKey = tools.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return byKey.filter(({ tool }, index) => tool.name !== byKey[index - 1]?.tool.name);
}

function unknown(name: string, services: readonly string[]): string {
  const running = services.toSorted().join(", ");
  return `There is no tool ${name} now. These services run: ${running || "none"}`;
}
