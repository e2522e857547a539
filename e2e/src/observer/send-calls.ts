import { randomBytes } from "node:crypto";

/** Who calls whom in the shop, and how often of a hundred. */
const MIX = [
  ["frontend", "CartService/GetCart", 20],
  ["frontend", "CurrencyService/Convert", 25],
  ["frontend", "ProductCatalogService/ListProducts", 20],
  ["frontend", "RecommendationService/ListRecommendations", 5],
  ["frontend", "CheckoutService/PlaceOrder", 2],
  ["frontend", "AdService/GetAds", 8],
  ["checkoutservice", "CartService/GetCart", 5],
  ["checkoutservice", "PaymentService/Charge", 5],
  ["checkoutservice", "ShippingService/ShipOrder", 5],
  ["recommendationservice", "ProductCatalogService/ListProducts", 5],
] as const;
const TOTAL = MIX.reduce((sum, [, , share]) => sum + share, 0);
const BATCH_MS = 250;

/**
 * Tells an observer of calls as processes of a shop do, in a batch every quarter of a second, until
 * the signal aborts. One of a hundred has failed.
 */
export async function sendCalls(
  observer: string,
  callsPerSecond: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const nextMs = performance.now() + BATCH_MS;
    const calls = Array.from({ length: (callsPerSecond * BATCH_MS) / 1_000 }, pick);
    const resourceSpans = [...Map.groupBy(calls, ([from]) => from)].map(([from, made]) => ({
      resource: { attributes: [attribute("service.name", from)] },
      scopeSpans: [{ spans: made.map(([, method]) => spanOf(method)) }],
    }));
    await fetch(`http://${observer}/v1/traces`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans }),
    });
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextMs - performance.now())));
  }
}

function pick(): (typeof MIX)[number] {
  let rest = Math.random() * TOTAL;
  for (const call of MIX) {
    rest -= call[2];
    if (rest < 0) return call;
  }
  return MIX[0];
}

function spanOf(method: string) {
  const failed = Math.random() < 0.01;
  const startMs = Date.now() - Math.random() * BATCH_MS;
  return {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    name: method,
    kind: 3,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + 1 + Math.random() * 20),
    attributes: [
      attribute("rpc.method", `hipstershop.${method}`),
      ...(failed ? [attribute("error.type", "unavailable")] : []),
    ],
    status: failed ? { code: 2 } : {},
  };
}

function attribute(key: string, stringValue: string) {
  return { key, value: { stringValue } };
}

function nanos(ms: number): string {
  return String(BigInt(Math.round(ms)) * 1_000_000n);
}
