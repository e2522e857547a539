import type { Recorder } from "../recorder.ts";
import type { Instruments } from "./instruments.ts";
import { startServerSpan } from "./start-server-span.ts";

/** Returns a function that makes a span and a duration of each page that a service answers. */
export function recordPages(instruments: Instruments): Recorder["beginPage"] {
  const seriesOf = instruments.durations.create(
    "http.server.request.duration",
    "How long pages took.",
    (method: string, route: string | undefined, status: number) => ({
      "http.request.method": method,
      "http.response.status_code": status,
      "url.scheme": "http",
      ...(route !== undefined && { "http.route": route }),
      ...(status >= 500 && { "error.type": String(status) }),
    }),
  );

  return ({ method: sent, received, isTest }) => {
    const startMs = performance.now();
    const method = METHODS.has(sent) ? sent : "_OTHER";
    const span = startServerSpan(instruments, method, startMs, received);
    return {
      span,
      end({ route, status }) {
        const endMs = performance.now();
        const series = seriesOf(method, route, status);
        series.record(startMs, endMs);
        span?.finish({
          endMs,
          name: route === undefined ? undefined : `${method} ${route}`,
          attributes: isTest ? [series.attributes, SYNTHETIC] : [series.attributes],
          isFailed: status >= 500,
        });
      },
    };
  };
}

/** Those that the semantic conventions know: another one could be any text. */
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** What says that no person asked for a page. */
const SYNTHETIC = { "user_agent.synthetic.type": "test" };
