import { LogsService } from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import { MetricsService } from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import { TraceService } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { defineServer, type PortListener } from "@hipstershop/service";
import { receiveHttp } from "./receiver/http-receiver.ts";
import { otlpRpcs } from "./receiver/otlp-rpcs.ts";
import { MAX_UNPACKED_BYTES } from "./receiver/read-body.ts";
import type { Store } from "./store/store.ts";

const MIB = 1024 * 1024;

/**
 * Shows the shop at work: it takes in what every process sends of itself, in OpenTelemetry's
 * protocol, and has pages about it. In one process with the rest of the shop it loads nothing and
 * keeps nothing until somebody opens a page.
 */
export const observer = defineServer({
  name: "observer",
  services: [TraceService, LogsService, MetricsService],
  // The port of OTLP over HTTP, where exporters look for a receiver.
  preferredPort: 4318,
  guarded: true,
  readMaxBytes: MAX_UNPACKED_BYTES,
  async create(context) {
    const { registry, log } = context;
    const isShared = registry.traits?.reach === "process";
    let store: Store | undefined;
    let loading: Promise<PortListener> | undefined;

    async function load(): Promise<PortListener> {
      const [{ createStore }, { createApp }] = await Promise.all([
        import("./store/store.ts"),
        import("./app.ts"),
      ]);
      store = createStore(isShared ? 16 * MIB : 64 * MIB);
      return createApp(store, context);
    }

    if (!isShared) {
      loading = load();
      await loading;
    }
    void context.announced.then(({ address }) =>
      log.info(`The shop at work is seen at http://${address}, which takes OTLP too`),
    );
    return {
      rpcs: otlpRpcs(() => store),
      web(request, response) {
        // What is sent here is nobody who looks: it loads nothing.
        const received = receiveHttp(store, request, response);
        loading ??= received ? undefined : load();
        const answered = received ?? loading?.then((pages) => pages(request, response));
        answered?.catch((err) => {
          log.error({ err, path: request.url?.split("?", 1)[0] }, "cannot answer");
          response.destroy();
        });
      },
    };
  },
});
