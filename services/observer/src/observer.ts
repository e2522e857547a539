import { Code, ConnectError } from "@connectrpc/connect";
import { IncidentService } from "@hipstershop/proto/hipstershop/observer/incidents";
import { ObserverService } from "@hipstershop/proto/hipstershop/observer/observer";
import { LogsService } from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import { MetricsService } from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import { TraceService } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { OBSERVER } from "@hipstershop/rpc";
import { answerRpc, defineServer, flag, type PortListener, text } from "@hipstershop/service";
import { keepHeapSmall } from "./keep-heap-small.ts";
import { receiveHttp } from "./receiver/http-receiver.ts";
import { otlpRpcs } from "./receiver/otlp-rpcs.ts";
import { MAX_UNPACKED_BYTES } from "./receiver/read-body.ts";
import { whenLoaded } from "./rpc/when-loaded.ts";
import type { Store } from "./store/store.ts";

const MIB = 1024 * 1024;

/**
 * Shows the shop at work: it takes in what every process sends of itself, in OpenTelemetry's
 * protocol, and has pages about it. In one process with the rest of the shop it loads nothing and
 * keeps nothing until somebody opens a page.
 */
export const observer = defineServer({
  name: OBSERVER,
  services: [ObserverService, IncidentService, TraceService, LogsService, MetricsService],
  // The port of OTLP over HTTP, where exporters look for a receiver.
  preferredPort: 4318,
  guarded: true,
  readMaxBytes: MAX_UNPACKED_BYTES,
  variables: { MCP: flag(), SHOP: text() },
  async create(context) {
    const { registry, log, config, development } = context;
    const isShared = registry.traits?.reach === "process";
    let store: Store | undefined;

    const load = once(async () => {
      const [{ createStore }, { createApp }] = await Promise.all([
        import("./store/store.ts"),
        import("./app.ts"),
      ]);
      store = createStore(isShared ? 16 * MIB : 64 * MIB);
      return createApp(store, context, config.SHOP);
    });
    async function loadIncidents() {
      const { incidents } = await load();
      if (incidents) return incidents;
      throw new ConnectError("incidents are for development alone", Code.Unimplemented);
    }
    const loadMcp = once(async () => {
      // Who asks wants to see traces, and these are kept from now on.
      const [{ createMcpListener }, { watcher }] = await Promise.all([
        import("./mcp/create-mcp-listener.ts"),
        load(),
      ]);
      return createMcpListener(context, watcher);
    });

    /** Returns what answers a request that is not for the receiver. */
    async function find(path: string): Promise<PortListener> {
      if (path === "/mcp" && (development || config.MCP)) return loadMcp();
      return (await load()).pages;
    }

    if (!isShared) {
      keepHeapSmall();
      await load();
    }
    void context.announced.then(({ address }) =>
      log.info(`The shop at work is seen at http://${address}, which takes OTLP too`),
    );
    return {
      rpcs: [
        answerRpc(
          ObserverService,
          whenLoaded(ObserverService, async () => (await load()).rpcs),
        ),
        answerRpc(IncidentService, whenLoaded(IncidentService, loadIncidents)),
        ...otlpRpcs(() => store),
      ],
      web(request, response) {
        const [path = ""] = request.url?.split("?", 1) ?? [];
        // What is sent here is nobody who looks: it loads nothing.
        const answered =
          receiveHttp(store, request, response) ??
          find(path).then((listener) => listener(request, response));
        answered.catch((err) => {
          log.error({ err, path }, "cannot answer");
          response.destroy();
        });
      },
    };
  },
});

/** Returns a function that makes something at its first call, and returns the same ever after. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
