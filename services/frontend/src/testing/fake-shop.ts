import { clone, create } from "@bufbuild/protobuf";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createClient,
  createRouterTransport,
  type Interceptor,
  type ServiceImpl,
} from "@connectrpc/connect";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { type Cart, CartSchema, CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService, type PlaceOrderRequest } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import {
  type Product,
  ProductCatalogService,
  ProductSchema,
} from "@hipstershop/proto/hipstershop/product_catalog";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { type Clients, currentCallContext, serviceName } from "@hipstershop/rpc";
import type { Instance } from "@hipstershop/service";
import { type FakeOrder, fakeCheckout } from "./fake-checkout.ts";

/** Methods that replace those of a fake service. */
export interface FakeServices {
  readonly ads?: Partial<ServiceImpl<typeof AdService>>;
  readonly cart?: Partial<ServiceImpl<typeof CartService>>;
  readonly catalog?: Partial<ServiceImpl<typeof ProductCatalogService>>;
  readonly checkout?: Partial<ServiceImpl<typeof CheckoutService>>;
  readonly currency?: Partial<ServiceImpl<typeof CurrencyService>>;
  readonly recommendations?: Partial<ServiceImpl<typeof RecommendationService>>;
  readonly shipping?: Partial<ServiceImpl<typeof ShippingService>>;
}

/** Stands in for the services behind the frontend. */
export interface FakeShop {
  readonly client: Clients["client"];
  /** The registry names of services that are out of reach. */
  readonly down: Set<string>;
  /** The registry names of services for which the response cache answers, out of date. */
  readonly stale: Set<string>;
  /** The methods that the protocol no longer has: "currencyservice.getSupportedCurrencies". */
  readonly deleted: Set<string>;
  /** The calls made so far, "cartservice.GetCart", each with the wave that it was in. */
  readonly calls: { readonly name: string; readonly wave: number }[];
  /** The orders so far, the newest first. */
  readonly orders: readonly FakeOrder[];
}

const PRODUCTS = [
  product("6E92ZMYYFZ", "Mug", 8n, ["kitchen"]),
  product("OLJCESPC7Z", "Sunglasses", 19n, ["accessories"]),
  product("1YMWWN1N4O", "Watch", 109n, ["accessories"]),
  product("LS4PSXUNUM", "Salt & Pepper Shakers", 18n, ["kitchen"]),
];

/**
 * Makes services in memory that behave like the real ones as far as a page can tell: one
 * yen is a hundredth of a dollar, every order is accepted, everything is recommended.
 */
export function createFakeShop(
  services: FakeServices = {},
  beforeOrder?: (request: PlaceOrderRequest) => void,
): FakeShop {
  const down = new Set<string>();
  const stale = new Set<string>();
  const deleted = new Set<string>();
  const calls: { name: string; wave: number }[] = [];
  const orders: FakeOrder[] = [];
  const transport = createRouterTransport((router) => addServices(router, services, orders), {
    transport: { interceptors: [observe({ down, stale, calls, beforeOrder })] },
  });
  const client: Clients["client"] = (service) =>
    new Proxy(createClient(service, transport), {
      get: (methods, name) =>
        deleted.has(`${serviceName(service)}.${String(name)}`)
          ? undefined
          : Reflect.get(methods, name),
    });
  return { client, down, stale, deleted, calls, orders };
}

function addServices(router: ConnectRouter, fakes: FakeServices, orders: FakeOrder[]): void {
  const carts = new Map<string, Cart>();
  const keys = new Set<string>();
  let changes = 0;
  const cartOf = (userId: string) => carts.get(userId) ?? create(CartSchema, {});
  const change = (userId: string) => {
    const cart = cartOf(userId);
    cart.version = `version-${++changes}`;
    carts.set(userId, cart);
    return cart;
  };

  router.service(AdService, {
    getAds: ({ contextKeys }) => ({
      ads: [{ redirectUrl: "/product/6E92ZMYYFZ", text: `An ad for ${contextKeys.join()}` }],
    }),
    ...fakes.ads,
  });
  router.service(CartService, {
    getCart: ({ userId }) => cartOf(userId),
    addItem({ userId, item, idempotencyKey }) {
      if (!item || keys.has(idempotencyKey)) return {};
      if (idempotencyKey) keys.add(idempotencyKey);
      const cart = change(userId);
      const line = cart.items.find(({ productId }) => productId === item.productId);
      if (line) line.quantity += item.quantity;
      else cart.items.push(item);
      return {};
    },
    updateItem({ userId, item }) {
      const cart = change(userId);
      cart.items = cart.items.flatMap((line) => {
        if (line.productId !== item?.productId) return [line];
        return item.quantity > 0 ? [item] : [];
      });
      return {};
    },
    emptyCart({ userId }) {
      carts.delete(userId);
      return {};
    },
    ...fakes.cart,
  });
  router.service(CheckoutService, {
    ...fakeCheckout(orders, (userId) => {
      const { items } = cartOf(userId);
      carts.delete(userId);
      return items;
    }),
    ...fakes.checkout,
  });
  router.service(CurrencyService, {
    getSupportedCurrencies: () => ({
      currencyCodes: ["EUR", "USD", "JPY", "GBP", "TRY", "CAD", "CHF"],
    }),
    convertAll: ({ from, toCode }) => ({
      results: from.map(({ units, nanos }) => ({
        currencyCode: toCode,
        units: units * 100n + BigInt(Math.floor(nanos / 1e7)),
      })),
    }),
    ...fakes.currency,
  });
  router.service(ProductCatalogService, {
    listProducts: () => ({ products: PRODUCTS }),
    searchProducts: ({ query }) => ({
      results: PRODUCTS.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())),
    }),
    ...fakes.catalog,
  });
  router.service(RecommendationService, {
    listRecommendations: ({ productIds }) => ({
      productIds: PRODUCTS.map(({ id }) => id).filter((id) => !productIds.includes(id)),
    }),
    ...fakes.recommendations,
  });
  router.service(ShippingService, {
    getQuote: ({ items }) => ({
      costUsd:
        items.length > 0
          ? { currencyCode: "USD", units: 8n, nanos: 990_000_000 }
          : { currencyCode: "USD" },
    }),
    ...fakes.shipping,
  });
}

interface Observed extends Pick<FakeShop, "down" | "stale" | "calls"> {
  readonly beforeOrder: ((request: PlaceOrderRequest) => void) | undefined;
}

/** Notes each call, refuses those to services that are down, and keeps the caller's record. */
function observe({ down, stale, calls, beforeOrder }: Observed): Interceptor {
  let underWay = 0;
  let wave = 0;
  return (next) => async (request) => {
    // A wave is a set of calls under way together. The next begins when all of them have ended.
    if (underWay === 0) wave += 1;
    underWay += 1;
    const service = serviceName(request.service);
    calls.push({ name: `${service}.${request.method.name}`, wave });
    let error: string | undefined;
    try {
      if (down.has(service)) throw new ConnectError("no instance", Code.Unavailable);
      // Throws where a field holds what its type cannot, as a call within one process does.
      if (!request.stream) clone(request.method.input, request.message);
      // Here, and not in the service: the error keeps its cause, as that of a lost connection.
      if (request.method.name === "PlaceOrder") {
        beforeOrder?.(request.message as PlaceOrderRequest);
      }
      return await next(request);
    } catch (cause) {
      error = Code[ConnectError.from(cause).code].toLowerCase();
      throw cause;
    } finally {
      underWay -= 1;
      currentCallContext()?.onCall?.({
        service,
        method: request.method.name,
        ...(!down.has(service) && { instance: instanceOf(service) }),
        cache: stale.has(service) ? "stale" : "none",
        ...(error !== undefined && { error }),
      });
    }
  };
}

function instanceOf(service: string): Instance {
  return { id: `${service}-1`, service, address: "127.0.0.1:1", version: "", metadata: {} };
}

function product(id: string, name: string, units: bigint, categories: string[]): Product {
  const picture = `/static/img/products/${name.toLowerCase().replace("&", "and").replaceAll(" ", "-")}.svg`;
  const priceUsd = { currencyCode: "USD", units, nanos: 990_000_000 };
  const description = `A fine ${name.toLowerCase()}.`;
  return create(ProductSchema, { id, name, description, picture, priceUsd, categories });
}
