import { type Link, ROOT_CONTEXT, SpanStatusCode, trace } from "@opentelemetry/api";

/** Remembers in which trace each order began, so that what is done for it later can link there. */
export interface OrderTraces {
  /** Notes that the running code begins an order. */
  begun(orderId: string): void;
  /** Runs later work on an order in a trace of its own, with a link to where the order began. */
  run<T>(name: string, orderId: string, work: () => Promise<T>): Promise<T>;
}

/** How many orders are remembered. Those that other processes began are not. */
const MAX_ORDERS = 1_000;

/** Creates the memory of one process. Where nobody records traces it only runs the work. */
export function createOrderTraces(): OrderTraces {
  const tracer = trace.getTracer("checkoutservice");
  const origins = new Map<string, Link>();

  return {
    begun(orderId) {
      const context = trace.getActiveSpan()?.spanContext();
      if (!context) return;
      origins.set(orderId, { context });
      const [oldest = ""] = origins.keys();
      if (origins.size > MAX_ORDERS) origins.delete(oldest);
    },
    run(name, orderId, work) {
      const origin = origins.get(orderId);
      const options = { root: true, links: origin ? [origin] : [] };
      return tracer.startActiveSpan(name, options, ROOT_CONTEXT, async (span) => {
        try {
          return await work();
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
  };
}
