import type { PortListener } from "../port/open-port.ts";

/** Returns a listener that answers `GET /metrics` in Prometheus' text format. */
export function withMetrics(
  listener: PortListener,
  metrics: () => Promise<string | undefined>,
): PortListener {
  return (request, response) => {
    if (request.url !== "/metrics" || request.method !== "GET") return listener(request, response);
    metrics().then(
      (text) => {
        if (text === undefined) return listener(request, response);
        response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        response.end(text);
      },
      () => {
        response.statusCode = 500;
        response.end();
      },
    );
  };
}
