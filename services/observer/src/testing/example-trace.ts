import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { ExportTraceServiceRequestSchema } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import {
  Status_StatusCode as Code,
  Span_SpanKind as Kind,
  type SpanSchema,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { type ObservedSpan, readSpan } from "../store/observed-span.ts";
import { createSources } from "../store/source.ts";

type SpanInit = MessageInitShape<typeof SpanSchema>;

interface Work {
  readonly service: string;
  readonly name: string;
  readonly kind: Kind;
  /** From the beginning of the trace, in milliseconds. */
  readonly at: number;
  readonly ms: number;
  readonly below?: readonly Work[];
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly error?: string;
}

export interface ExampleOptions {
  readonly traceId?: string;
  readonly startMs?: number;
  /** Whether the card is refused. */
  readonly refused?: boolean;
}

/** Returns the spans of the example as the store gives them to pages. */
export function exampleSpans(options?: ExampleOptions): ObservedSpan[] {
  const sourceOf = createSources();
  return exampleTrace(options).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => readSpan(span, sourceOf(resource)))),
  );
}

/** Returns the request with which the spans of an example come: an order, through six services. */
function exampleTrace(options: ExampleOptions = {}) {
  const { traceId = "4bf92f3577b34da6a3ce929d0e0e4736", startMs = Date.now(), refused } = options;
  const byService = new Map<string, SpanInit[]>();
  let count = 0;

  function add(work: Work, parentSpanId?: Uint8Array): void {
    const spanId = Buffer.from((++count).toString(16).padStart(16, "0"), "hex");
    const own = byService.get(work.service) ?? [];
    byService.set(work.service, own);
    own.push({
      traceId: Buffer.from(traceId, "hex"),
      spanId,
      ...(parentSpanId && { parentSpanId }),
      name: work.name,
      kind: work.kind,
      startTimeUnixNano: nanoseconds(startMs + work.at),
      endTimeUnixNano: nanoseconds(startMs + work.at + work.ms),
      attributes: Object.entries(work.attributes ?? {}).map(([key, value]) => keyValue(key, value)),
      ...(work.error && { status: { code: Code.ERROR, message: work.error } }),
    });
    for (const child of work.below ?? []) add(child, spanId);
  }

  add(order(refused ?? false));
  return create(ExportTraceServiceRequestSchema, {
    resourceSpans: [...byService].map(([service, spans]) => ({
      resource: {
        attributes: [
          keyValue("service.name", service),
          keyValue("service.instance.id", `${service}-1a2b3c4d`),
        ],
      },
      scopeSpans: [{ spans }],
    })),
  });
}

function keyValue(key: string, value: string | number) {
  return typeof value === "string"
    ? { key, value: { value: { case: "stringValue" as const, value } } }
    : { key, value: { value: { case: "doubleValue" as const, value } } };
}

function nanoseconds(ms: number): bigint {
  return BigInt(Math.round(ms * 1_000)) * 1_000n;
}

function order(refused: boolean): Work {
  const charge = call("checkoutservice", "PaymentService/Authorize", 14, 21, [
    store("paymentservice", 18, 12),
  ]);
  return {
    service: "frontend",
    name: "POST /cart/checkout",
    kind: Kind.SERVER,
    at: 0,
    ms: refused ? 52 : 96,
    attributes: {
      "http.request.method": "POST",
      "http.route": "/cart/checkout",
      "http.response.status_code": refused ? 422 : 200,
    },
    ...(refused && { error: "the card was refused" }),
    below: [
      {
        ...call("frontend", "CheckoutService/PlaceOrder", 2, refused ? 46 : 84, [
          call("checkoutservice", "CartService/GetCart", 4, 3, [store("cartservice", 5, 1)]),
          call("checkoutservice", "ProductCatalogService/GetProducts", 7.5, 2),
          call("checkoutservice", "ShippingService/GetQuote", 7.5, 1.5),
          call("checkoutservice", "CurrencyService/Convert", 10, 2.5),
          refused ? { ...charge, error: "invalid_argument" } : charge,
          ...(refused
            ? []
            : [
                store("checkoutservice", 36, 4),
                {
                  ...call("checkoutservice", "ShippingService/ShipOrder", 41, 26, [
                    store("shippingservice", 62, 3),
                  ]),
                  attributes: {
                    ...rpc("ShippingService/ShipOrder"),
                    "hipstershop.registry.wait_ms": 18,
                  },
                },
                call("checkoutservice", "PaymentService/Capture", 68, 12, [
                  store("paymentservice", 71, 7),
                ]),
              ]),
        ]),
        ...(refused && { error: "invalid_argument" }),
      },
      ...(refused ? [] : [call("frontend", "RecommendationService/ListRecommendations", 88, 5)]),
    ],
  };
}

/** A call and what it is in its callee, a little shorter. */
function call(
  caller: string,
  method: string,
  at: number,
  ms: number,
  below: readonly Work[] = [],
): Work {
  const [service = ""] = method.split("/");
  const waitMs = method.endsWith("ShipOrder") ? 18 : 0;
  const served: Work = {
    service: service.toLowerCase(),
    name: `hipstershop.${method}`,
    kind: Kind.SERVER,
    at: at + waitMs + 0.4,
    ms: ms - waitMs - 0.8,
    attributes: rpc(method),
    below,
  };
  return {
    service: caller,
    name: `hipstershop.${method}`,
    kind: Kind.CLIENT,
    at,
    ms,
    attributes: {
      ...rpc(method),
      "hipstershop.instance": `${service.toLowerCase()}-1a2b3c4d`,
      "hipstershop.instances": 1,
      "hipstershop.registry": "mdns",
      "server.address": "127.0.0.1",
      "server.port": 41873,
    },
    below: [served],
  };
}

function rpc(method: string) {
  return { "rpc.system.name": "connectrpc", "rpc.method": `hipstershop.${method}` };
}

function store(service: string, at: number, ms: number): Work {
  const attributes = { "db.system.name": "sqlite" };
  return { service, name: "transaction", kind: Kind.CLIENT, at, ms, attributes };
}
